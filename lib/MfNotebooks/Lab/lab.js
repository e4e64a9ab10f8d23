// The lab: one state, what the screen shows of it, and the keys. Put into an element, inside a shadow root, it meets
// nothing of the page.
({ model, views, pageTheme, trainingOf, keepingOf, controlsOf, style }) => (host, data) => {
  "use strict";
  const { el, set, stars, whole } = views, { users, items } = data, has = name => data.controls.includes(name);
  const state = {
    ...data.settings, values: data.values.slice(), hidden: new Set(), start: null, turn: 0, speed: 10, isLog: false,
    pair: [0, data.settings.k > 1 ? 1 : 0], user: data.at[0], item: data.at[1], hides: false,
  };
  const syncs = [], training = trainingOf(model)(data, state, render), keeping = keepingOf(data, state, training);
  const lab = {
    data, state, training, change, syncs, has, draw, guessed: null, show: () => render(!training.isBusy),
    toCSharp: keeping.toCSharp, link: () => `${location.href.split("#")[0]}${address()}`,
  };
  const controls = controlsOf(views, lab), own = `#${host.dataset.mfLab}?`, address = () => own + keeping.encode();
  let isHolding = false, frames = 0, addressing = 0;

  // ---- what a reader does ----
  const isLocked = () => Boolean(data.guess) && lab.guessed === null;
  function play() {
    if (!isLocked()) training.play();
  }
  function reset() {
    state.start = null;
    training.pause();
    training.begin();
  }
  // A setting: from the same seed again. What the factors stand on is switched where the training stands.
  function change(key, value) {
    const step = key === "mean" ? training.step : 0;
    state[key] = value;
    if (key === "k") state.pair = [0, value > 1 ? 1 : 0];
    if (["k", "mean", "seed"].includes(key)) state.start = null;
    training.begin(step);
  }
  const here = () => state.user * items.length + state.item;
  const isLastOne = cell => training.learned.length === 1 && training.learned[0].cell === cell;
  const refuse = () => set(status, "text", "One rating has to stay: with none there is nothing to learn from.");
  const retrain = () => training.begin(training.step, true);
  function rate(cell, value) {
    if (!has("ratings")) return;
    if (value === null && isLastOne(cell)) return refuse();
    state.values[cell] = value;
    if (value === null) state.hidden.delete(cell);
    retrain();
  }
  function cycle(cell) {
    const value = state.values[cell], after = isLastOne(cell) ? data.low : null;
    rate(cell, value === null ? data.low : value >= data.high ? after : Math.floor(value) + 1);
  }
  function hide(cell) {
    if (!has("hiding") || state.values[cell] === null) return;
    if (isLastOne(cell)) return refuse();
    if (!state.hidden.delete(cell)) state.hidden.add(cell);
    retrain();
  }
  function draw(count) {
    state.hidden = new Set(model.drawHidden(training.rated(), count, state.seed).map(rating => rating.cell));
    retrain();
  }
  function mark(user, item) {
    if (user === state.user && item === state.item) return;
    [state.user, state.item] = [user, item];
    lab.show();
  }
  const on = {
    mark, scrub: training.scrub,
    press(user, item) {
      mark(user, item);
      if (state.hides) hide(here());
      else cycle(here());
    },
    log(value) {
      state.isLog = value;
      lab.show();
    },
    select: index => index < users.length ? mark(index, state.item) : mark(state.user, index - users.length),
    // A point in the hand: what is shown becomes a new start.
    hold() {
      state.start = (training.shown?.numbers ?? training.run.numbers).slice();
      isHolding = true;
      training.pause();
      if (training.run.step > 0 || training.shown || training.failed) training.begin();
    },
    move(index, x, y) {
      const { k, pair: [p, q], turn } = state, angle = -turn * Math.PI / 180;
      const [cos, sin] = k > 1 ? [Math.cos(angle), Math.sin(angle)] : [1, 0];
      if (k > 1) state.start[index * k + q] = sin * x + cos * y;
      state.start[index * k + p] = cos * x - sin * y;
      state.start = Float64Array.from(state.start, Math.fround); // as an address carries it
      training.run.numbers.set(state.start);
      training.stops = [training.stopHere()];
      training.ask();
    },
    drop() {
      isHolding = false;
      lab.show();
    },
  };

  // ---- what is shown ----
  function lens() {
    const { pair: [p, q], turn, k } = state, numbers = training.shown?.numbers ?? training.run.numbers;
    const size = { users: users.length, items: items.length, k };
    return training.run.at(model.turned(numbers, size, p, q, turn * Math.PI / 180));
  }
  const text = x => Number.isInteger(x) ? String(x) : stars(x);
  function label(user, item, value, predicted, isHidden) {
    const said = value === null ? "not rated" : `rated ${text(value)}${isHidden ? ", hidden from the training" : ""}`;
    const off = value === null || predicted === null ? "" : `, missed by ${stars(Math.abs(predicted - value))}`;
    const guess = predicted === null ? "nothing learned" : `predicted ${stars(predicted)}`;
    return `${users[user]}, ${items[item]}, ${said}, ${guess}${off}`;
  }
  function renderGrids(now, withLabels) {
    const { low, high } = data, share = value => (value - low) / (high - low), { known } = training.run;
    const cell = build => (user, item) => {
      const index = user * items.length + item, value = state.values[index], isHidden = state.hidden.has(index);
      const isCold = !known.user.has(user) || !known.item.has(item);
      const predicted = isCold ? null : now.predict(user, item);
      const kind = value === null ? "empty" : isHidden ? "hidden" : "rated";
      const words = withLabels ? label(user, item, value, predicted, isHidden) : null;
      return { marks: kind, share: null, label: words, ...build(value, predicted, kind) };
    };
    const shows = {
      Ratings: cell((value, _, kind) => ({
        text: value === null ? "" : text(value), share: kind === "rated" ? share(value) : null,
      })),
      Predictions: cell((_, predicted, kind) => predicted === null ? { text: "–" } : {
        text: stars(predicted), share: share(predicted),
        marks: kind + (predicted > high + 0.5 ? " over" : predicted < low - 0.5 ? " under" : ""),
      }),
      Misses: cell((value, predicted, kind) => {
        if (value === null || predicted === null) return { text: value === null ? "" : "–" };
        const error = predicted - value, marks = kind + (Math.abs(error) >= 1 ? " crossed" : "");
        return { text: views.signed(error), share: 0.5 + error / (high - low), marks };
      }),
    };
    // Large grids take turns while the training runs.
    const takesTurns = !withLabels && state.values.length > 144;
    frames++;
    grids.forEach((grid, n) => {
      if (takesTurns && frames % grids.length !== n) return;
      grid.update(shows[grid.title], [state.user, state.item], withLabels);
    });
  }
  // The prediction for the marked cell, as the map shows it.
  function reading(now, along, length) {
    const { user, item, k } = state, [whom, what] = [users[user], items[item]], all = now.predict(user, item);
    let level = all;
    for (let f = 0; f < k; f++) level -= now.a[user * k + f] * now.b[item * k + f];
    const rest = state.mean === "raw" ? ""
      : ` + ${stars(level, 2)} (mean${state.mean === "biased" ? " and biases" : ""})`;
    const is = `${rest} = ${stars(all, 2)} stars`;
    if (k === 1) return `${whom} ${stars(now.a[user], 2)} × ${what} ${stars(now.b[item], 2)}${is}`;
    if (k === 2) return `${whom}: length ${stars(length, 2)} × shadow of ${what} ${stars(along, 2)}${is}`;
    return `${whom} and ${what}: these two of ${k} factors give ${stars(along * length, 2)} of ${stars(all, 2)} stars`;
  }
  function renderMap(now) {
    const { k, pair: [p, q] } = state, place = (part, row) => [part[row * k + p], k > 1 ? part[row * k + q] : 0];
    map?.update({
      places: [...users.map((_, user) => place(now.a, user)), ...items.map((_, item) => place(now.b, item))],
      k, pair: state.pair, isHeld: isHolding, chosen: [state.user, state.item],
      say: (along, length) => reading(now, along, length),
    });
  }
  function sentence(now, stop) {
    const { failed, learned, held, isSweeping } = training;
    if (failed) return `The training diverged in step ${whole(failed)}: the loss is more than a number can hold. `
      + `Take a smaller rate than ${state.rate}, and it starts again.`;
    const crossed = learned.filter(r => Math.abs(now.predict(r.user, r.item) - r.value) >= 1).length;
    const hidden = stop.held === null ? "" : `, and ${stars(stop.held, 2)} on the ${held.length} hidden`;
    const off = `off by ${stars(stop.train, 2)} stars on the ${learned.length} ratings it learns from${hidden}; `
      + `${crossed} crossed.`;
    if (stop.step === 0 && state.start) return `A start by your hand: ${off}`;
    if (stop.step === 0) return `Random numbers from seed ${state.seed}: ${off}`;
    return `After ${whole(stop.step)} ${isSweeping ? "half sweep" : "step"}${stop.step > 1 ? "s" : ""}: ${off}`;
  }
  // Every frame; and once the training stands, what is read and said of it.
  function render(isAtRest) {
    if (!training.run) return;
    if (!host.isConnected) return training.pause(); // the cell was run again
    const now = lens(), { shown, ghost, constant, isBusy } = training, withLabels = isAtRest && !isHolding;
    const stops = training.trail(), stop = shown ?? stops.at(-1);
    renderGrids(now, withLabels);
    renderMap(now);
    curve?.update({ stops, shown, ghost, constant, isLog: state.isLog, withLabels });
    const loss = shown ? "–" : views.loss(training.run.measure().loss);
    const held = stop.held === null ? "–" : `${stars(stop.held, 2)}★`;
    const numbers = { Step: whole(stop.step), Loss: loss, Error: `${stars(stop.train, 2)}★`, Hidden: held };
    for (const [key, value] of Object.entries(numbers)) set(facts[key], "text", value);
    const leap = !training.isStill() ? "" : training.isSweeping ? " 10" : " 1,000";
    set(playButton, "text", isBusy ? "❚❚ Pause" : `▶ Play${leap}`);
    set(playButton, "class", isBusy ? "primary on" : "primary");
    for (const button of [playButton, stepButton]) set(button, "disabled", isLocked());
    if (withLabels || training.race || training.isNew) syncs.forEach(sync => sync());
    training.isNew = false;
    if (withLabels) set(status, "text", training.race?.ends.length < 10 ? "Training ten …" : sentence(now, stop));
    else if (isBusy) set(status, "text", "Training …");
    if (withLabels) keepAddress();
  }
  // Only on the lab's own page, and not too often: browsers take only so many changes.
  function keepAddress() {
    if (host.dataset.address === undefined) return;
    clearTimeout(addressing);
    addressing = setTimeout(() => history.replaceState(history.state, "", address()), 250);
  }

  // ---- keys: what the lab knows stays inside (Jupyter turns digits into headings, and D D deletes the cell) ----
  const ownKeys = /^([0-9hdrHDR ]|Enter|Home|End|Delete|Backspace|Arrow\w+|Page\w+)$/;
  const arrows = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  function pressOnGrid(key, cell) {
    const grid = grids.find(one => one.element.contains(cell)), digit = /^\d$/.test(key) ? Number(key) : null;
    const within = (n, end) => Math.min(end - 1, Math.max(0, n)), { user, item } = state;
    if (arrows[key]) grid.focus(within(user + arrows[key][0], users.length),
      within(item + arrows[key][1], items.length));
    else if (key === "Home" || key === "End") grid.focus(user, key === "Home" ? 0 : items.length - 1);
    else if (digit !== null && digit >= data.low && digit <= data.high) rate(here(), digit);
    else if (/^(0|d|D|Delete|Backspace)$/.test(key)) rate(here(), null);
    else if (/^[hH]$/.test(key)) hide(here());
    else if (key === "Enter") cycle(here());
    else if (key === " ") play();
  }
  function onKey(event) {
    const { key } = event, target = event.composedPath()[0];
    const isField = target.matches("input[type=number], textarea, select");
    if (event.ctrlKey || event.metaKey || event.altKey || /^(Tab|Escape)$/.test(key)) return;
    if (isField || ownKeys.test(key)) event.stopPropagation();
    if (isField || !ownKeys.test(key)) return;
    const isButton = target.matches("button"), isPoint = target.matches("[data-point]");
    if (/^[rR]$/.test(key)) reset();
    else if (target.matches("[data-cell]")) pressOnGrid(key, target);
    else if (isPoint && key === " ") play();
    else if (isButton && key === "ArrowRight" && !isLocked()) training.stepOnce();
    else if (!isPoint || !arrows[key]) return; // the control's own
    event.preventDefault();
  }

  // ---- the page ----
  const status = el("p", { class: "status", role: "status", "aria-live": "polite" });
  const facts = Object.fromEntries(["Step", "Loss", "Error", "Hidden"].map(name => [name, el("b", {})]));
  const playButton = controls.button("▶ Play", play, { class: "primary", title: "Space" });
  const stepButton = controls.button("Step", training.stepOnce, { title: "→" });
  const grid = (title, note, hears = {}) =>
    views.grid({ title, note, users, items, on: { ...on, press: mark, ...hears } });
  const grids = [
    grid("Ratings", has("ratings") ? "press one to change it" : "what people said", { press: on.press }),
    has("predictions") && grid("Predictions", "dotted: nobody rated it"),
    has("misses") && grid("Misses", "crossed: a star or more"),
  ].filter(Boolean);
  const map = has("map") ? views.map({ users, items, on }) : null, curve = has("curve") ? views.curve({ on }) : null;
  if (has("hiding")) grids[0].element.append(controls.hiding());
  map?.element.append(...controls.turn());
  const tries = [...has("challenges") ? [controls.challenges()] : [], ...has("sharing") ? controls.sharing() : []];
  const pictures = [...grids, map, curve].filter(Boolean).map(view => view.element);
  const beside = [controls.settings(), tries.length ? views.panel("Try", "", ...tries) : null].filter(Boolean);
  const panels = [...pictures, ...beside];
  const tabs = panels.map(panel => controls.button(panel.getAttribute("aria-label"), () => open(panel),
    { role: "tab" }));
  const speeds = [[1, "1"], [10, "10"], [100, "100"]];
  const root = el("div", { class: "lab", onkeydown: onKey },
    el("p", { class: "lead" }, ...data.lead.split("**").map((part, i) => i % 2 ? el("strong", {}, part) : part)),
    ...data.guess ? controls.guess(data.guess) : [],
    el("div", { class: "player" }, playButton, stepButton, controls.button("Reset", reset, { title: "R" }),
      has("speed") ? controls.look("speed", "Steps a frame", speeds) : null,
      el("dl", {}, ...Object.entries(facts).map(([name, fact]) =>
        el("div", {}, el("dt", {}, name), el("dd", {}, fact))))),
    status, el("div", { class: "tabs", role: "tablist", "aria-label": "Views" }, ...tabs),
    el("div", { class: items.length > 12 ? "panels many" : "panels" }, ...pictures,
      beside.length ? el("div", { class: "column" }, ...beside) : null));
  function open(panel) {
    panels.forEach((other, i) => {
      set(other, "data-open", other === panel);
      set(tabs[i], "aria-selected", String(other === panel));
    });
    lab.show();
  }

  new ResizeObserver(() => {
    const isNarrow = host.clientWidth > 0 && host.clientWidth < 700;
    set(root, "data-narrow", isNarrow);
    for (const panel of panels) set(panel, "role", isNarrow ? "tabpanel" : null);
    render(false);
  }).observe(host);

  host.attachShadow({ mode: "open" }).append(el("style", {}, style), root);
  // Lumino (JupyterLab) looks for its shortcuts before the page does, but not in here.
  for (const kind of ["lm", "p"]) host.setAttribute(`data-${kind}-suppress-shortcuts`, "true");
  const dress = () => root.toggleAttribute("data-dark", page.isDark()), page = pageTheme(dress);
  dress();
  open(panels[has("predictions") ? 1 : 0]);
  function arrive() {
    training.pause();
    training.begin(location.hash.startsWith(own) ? keeping.decode(location.hash.slice(own.length)) : 0, true);
    lab.show();
  }
  arrive();
  addEventListener("hashchange", () => { if (location.hash.startsWith(own)) arrive(); });
}
