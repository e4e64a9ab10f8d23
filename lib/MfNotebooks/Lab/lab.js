// The lab itself: its state, its controls, its keys. Everything on the screen follows from the settings, the ratings and
// the step, so that an address brings it back: a change trains again from the seed, at once.
(model, views, style) => (host, data) => {
  "use strict";
  const { el, set, stars, whole } = views, { users, items, controls } = data, most = 300, end = 100000;
  const has = name => controls.includes(name), name = cell => [Math.floor(cell / items.length), cell % items.length];
  const state = {
    ...data.settings, values: data.values.slice(), hidden: new Set(), start: null, turn: 0, pair: [0, 1], speed: 10,
    isLog: false, user: data.at[0], item: data.at[1], hides: false,
  };
  let run, stops, spacing, ghost = [], shown = null, playing = false, goal = null, failed = null, holding = false;
  let frame = 0, frames = 0, sweptAt = 0, guess = null, race = null, quiet = false;

  // ---- the training ----
  const rated = () => state.values.flatMap((value, cell) => value === null ? [] : [{ cell, user: name(cell)[0], item: name(cell)[1], value }]);
  const learned = () => rated().filter(r => !state.hidden.has(r.cell)), held = () => rated().filter(r => state.hidden.has(r.cell));
  const settings = () => ({ ...state, users: users.length, items: items.length, ratings: learned() });
  const isMiss = (lens, r) => Math.abs(lens.predict(r.user, r.item) - r.value) >= 1;
  let known = { learned: [], held: [], constant: 0 };

  function stopHere() {
    return { step: run.step, train: run.rmse(known.learned), held: run.rmse(known.held), numbers: run.numbers.slice() };
  }
  // Begins from the seed (or the start made by hand), and goes to a step in the next frames.
  function begin(step = 0, { keepGhost = false } = {}) {
    if (stops?.length > 2 && !keepGhost) ghost = trail();
    known = { learned: learned(), held: held() };
    run = model.train(settings());
    const judged = known.held.length ? known.held : known.learned;
    known.constant = Math.sqrt(judged.reduce((sum, r) => sum + (r.value - run.average) ** 2, 0) / judged.length);
    [spacing, shown, failed, race] = [1, null, null, null];
    stops = [stopHere()];
    goal = step > 0 ? Math.min(step, end) : null;
    ask();
  }
  const trail = () => run.step === stops.at(-1).step ? stops : [...stops, stopHere()];
  function remember() {
    if (run.step % spacing) return;
    stops.push(stopHere());
    if (stops.length <= most) return;
    spacing *= 2;
    stops = stops.filter(stop => stop.step % spacing === 0);
  }
  function advance(count, until) {
    for (let n = 0; n < count && run.step < end; n++) {
      if (n % 16 === 15 && performance.now() > until) return;
      if (!run.advance()) return diverge();
      remember();
    }
  }
  function diverge() {
    failed = run.step + 1;
    run.numbers.set(stops.at(-1).numbers);
    [playing, goal] = [false, null];
  }
  const ask = () => { frame ||= requestAnimationFrame(tick); };
  function tick(now) {
    frame = 0;
    if (!host.isConnected) return;
    const until = performance.now() + 24, sweeps = state.optimizer === "sweeps";
    if (goal !== null) {
      advance(Math.min(goal - run.step, quiet ? end : Math.ceil(goal / 24)), until);
      if (goal !== null && run.step >= goal) [goal, quiet] = [null, false];
    } else if (playing && (!sweeps || now - sweptAt > 400)) {
      sweptAt = now;
      advance(Math.min(sweeps ? 1 : state.speed, pauseAt - run.step), until);
      if (run.step >= pauseAt || failed) playing = false;
    } else if (race) continueRace(until);
    const busy = goal !== null || playing || race?.next < 10;
    if (!quiet || goal === null) render(!busy);
    if (busy) ask();
  }

  // ---- the player ----
  let pauseAt = 0;
  const locked = () => data.guess && guess === null;
  function nextPause(every) {
    return Math.min(end, (Math.floor(run.step / every) + 1) * every);
  }
  function play() {
    if (locked() || failed) return ask();
    [shown, race] = [null, null];
    if (playing || goal !== null) [playing, goal] = [false, null];
    else if (matchMedia("(prefers-reduced-motion: reduce)").matches)
      [goal, quiet] = [nextPause(state.optimizer === "sweeps" ? 10 : 1000), true];
    else [playing, pauseAt] = [true, nextPause(state.optimizer === "sweeps" ? 50 : data.steps)];
    ask();
  }
  function stepOnce() {
    if (locked()) return;
    [shown, playing] = [null, false];
    if (goal === null && !failed) advance(state.optimizer === "sweeps" ? 1 : state.speed, Infinity);
    ask();
  }
  function reset() {
    [state.start, playing] = [null, false];
    begin();
  }
  // A setting: from the same seed again; the level is switched where the training stands.
  function change(key, value) {
    state[key] = value;
    if (key === "k") state.pair = [0, value > 1 ? 1 : 0];
    if (["k", "mean", "seed"].includes(key)) state.start = null;
    begin(key === "mean" ? goal ?? run.step : 0);
  }

  // ---- ratings ----
  const at = () => state.user * items.length + state.item;
  const isLastOne = cell => known.learned.length === 1 && known.learned[0].cell === cell;
  function refuse() {
    say("One rating has to stay: with none there is nothing to learn from.");
  }
  function retrain() {
    begin(goal ?? run.step, { keepGhost: true });
  }
  function rate(cell, value) {
    if (!has("ratings") || (value === null && isLastOne(cell))) return has("ratings") && refuse();
    state.values[cell] = value;
    if (value === null) state.hidden.delete(cell);
    retrain();
  }
  function cycle(cell) {
    const value = state.values[cell];
    rate(cell, value === null ? data.low : value >= data.high ? isLastOne(cell) ? data.low : null : Math.floor(value) + 1);
  }
  function hide(cell) {
    if (!has("hiding") || state.values[cell] === null) return;
    if (isLastOne(cell)) return refuse();
    if (!state.hidden.delete(cell)) state.hidden.add(cell);
    retrain();
  }
  function draw(count) {
    state.hidden = new Set(model.drawHidden(rated(), count, state.seed).map(r => r.cell));
    retrain();
  }
  function press(user, item) {
    focusOn(user, item);
    if (state.hides && has("hiding")) hide(at());
    else cycle(at());
  }
  function focusOn(user, item) {
    if (user === state.user && item === state.item) return;
    [state.user, state.item] = [user, item];
    render(true);
  }

  // ---- ten seeds, one after the other ----
  function startRace() {
    const steps = run.step || (state.optimizer === "sweeps" ? 20 : data.steps);
    race = { next: 0, steps, ends: [], run: null };
    playing = false;
    ask();
  }
  function continueRace(until) {
    for (let n = 0; race.next < 10 && (n++ % 16 || performance.now() < until);) {
      race.run ??= model.train({ ...settings(), start: null, seed: race.next });
      if (race.run.step < race.steps && race.run.advance()) continue;
      const train = race.run.step < race.steps ? Infinity : race.run.rmse(known.learned);
      race.ends.push({ seed: race.next++, train, held: race.run.rmse(known.held) });
      race.run = null;
    }
  }

  // ---- what is shown ----
  function lens() {
    const { pair: [p, q], turn, k } = state, numbers = shown?.numbers ?? run.numbers;
    const size = { users: users.length, items: items.length, k };
    return { numbers, ...run.at(model.turned(numbers, size, p, q, turn * Math.PI / 180)) };
  }
  const isCold = (user, item) => !run.known.user.has(user) || !run.known.item.has(item);
  const text = x => Number.isInteger(x) ? String(x) : stars(x);
  function label(user, item, value, predicted) {
    const said = value === null ? "not rated" : `rated ${text(value)}${state.hidden.has(user * items.length + item) ? ", hidden from the training" : ""}`;
    const off = value === null || predicted === null ? "" : `, missed by ${stars(Math.abs(predicted - value))}`;
    return `${users[user]}, ${items[item]}, ${said}, ${predicted === null ? "nothing learned" : `predicted ${stars(predicted)}`}${off}`;
  }
  function renderGrids(now, withLabels) {
    const share = value => (value - data.low) / (data.high - data.low), here = [state.user, state.item];
    const cell = build => (user, item) => {
      const index = user * items.length + item, value = state.values[index];
      const predicted = isCold(user, item) ? null : now.predict(user, item), hidden = state.hidden.has(index);
      const kind = value === null ? "empty" : hidden ? "hidden" : "rated";
      return { marks: kind, share: null, label: withLabels && label(user, item, value, predicted), ...build(value, predicted, kind) };
    };
    grids[0].update(cell((value, _, kind) => ({
      text: value === null ? "" : text(value), share: kind === "rated" ? share(value) : null,
    })), here, withLabels);
    // Two large grids take turns while the training runs.
    const turn = withLabels || state.values.length <= 144 ? 0 : 1 + (frames++ % 2);
    if (turn !== 2) grids[1]?.update(cell((_, predicted, kind) => predicted === null ? { text: "–" } : {
      text: stars(predicted), share: share(predicted),
      marks: kind + (predicted > data.high + 0.5 ? " over" : predicted < data.low - 0.5 ? " under" : ""),
    }), here, withLabels);
    if (turn !== 1) grids[2]?.update(cell((value, predicted, kind) => {
      if (value === null || predicted === null) return { text: value === null ? "" : "–", marks: kind };
      const error = predicted - value, crossed = Math.abs(error) >= 1 ? " crossed" : "";
      return { text: views.signed(error), share: 0.5 + error / (data.high - data.low), marks: kind + crossed };
    }), here, withLabels);
  }
  function reading(now, along, length) {
    const { user, item, k } = state, whom = users[user], what = items[item], product = along * length;
    const all = now.predict(user, item), level = all - Array.from({ length: k }, (_, f) => now.a[user * k + f] * now.b[item * k + f]).reduce((x, y) => x + y);
    const rest = Math.abs(level) < 0.005 ? "" : ` + ${stars(level, 2)} (mean${state.mean === "biased" ? " and biases" : ""})`;
    if (k === 1) return `${whom} ${stars(now.a[user], 2)} × ${what} ${stars(now.b[item], 2)}${rest} = ${stars(all, 2)} stars`;
    if (k > 2) return `${whom} and ${what}: these two of ${k} factors give ${stars(product, 2)} of ${stars(all, 2)} stars`;
    return `${whom}: length ${stars(length, 2)} × shadow of ${what} ${stars(along, 2)}${rest} = ${stars(all, 2)} stars`;
  }
  function renderMap(now) {
    const { k, pair } = state, place = (part, row) => [part[row * k + pair[0]], k > 1 ? part[row * k + pair[1]] : 0];
    mapView?.update({
      places: [...users.map((_, u) => place(now.a, u)), ...items.map((_, i) => place(now.b, i))], k, pair, hold: holding,
      chosen: [state.user, state.item], say: (along, length) => reading(now, along, length),
    });
  }
  function sentence(now, stop) {
    if (failed) return `The training diverged in step ${whole(failed)}: the loss is more than a number can hold. `
      + `Take a smaller rate than ${state.rate}, and it starts again.`;
    const misses = known.learned.filter(r => isMiss(now, r)).length, unit = state.optimizer === "sweeps" ? "half sweep" : "step";
    const held = stop.held === null ? "" : `, and ${stars(stop.held, 2)} on the ${known.held.length} hidden`;
    const off = `off by ${stars(stop.train, 2)} stars on the ${known.learned.length} ratings it learns from${held}; ${misses} crossed`;
    if (stop.step === 0) return `${state.start ? "A start by your hand" : `Random numbers from seed ${state.seed}`}: ${off}.`;
    return `After ${whole(stop.step)} ${unit}${stop.step > 1 ? "s" : ""}: ${off}.`;
  }
  const say = words => set(status, "text", words);
  function render(withLabels) {
    if (holding && withLabels) withLabels = false;
    const now = lens(), list = trail(), stop = shown ?? list.at(-1);
    renderGrids(now, withLabels);
    renderMap(now);
    curveView?.update({
      stops: list, shown, ghost, ghostName: ghost.length ? `last run ${stars(ghost.at(-1).train, 2)}` : "",
      constant: known.constant, isLog: state.isLog, withLabels,
    });
    set(facts.step, "text", whole(stop.step));
    set(facts.loss, "text", shown ? "–" : views.loss(run.measure().loss));
    set(facts.error, "text", `${stars(stop.train, 2)}★`);
    set(facts.held, "text", stop.held === null ? "–" : `${stars(stop.held, 2)}★`);
    set(playButton, "text", playing || goal !== null ? "❚❚ Pause" : matchMedia("(prefers-reduced-motion: reduce)").matches ? "▶ Play 1,000" : "▶ Play");
    set(playButton, "class", playing ? "primary on" : "primary");
    for (const button of [playButton, stepButton]) set(button, "disabled", Boolean(locked()));
    if (withLabels) say(sentence(now, stop));
    else if (playing) say("Training …");
    if (withLabels || race) syncs.forEach(sync => sync());
    if (withLabels && !locked()) answer(now, stop);
    if (withLabels && has("challenges")) judge(now);
    if (withLabels && data.address && begun) history.replaceState(history.state, "", `#${host.dataset.mfLab}?${encode()}`);
  }

  // ---- controls: each is left out where the notebook asks for less ----
  const syncs = [];
  const button = (words, onclick, attributes = {}) => el("button", { type: "button", onclick, ...attributes }, words);
  function choice(key, legend, options, choose = value => change(key, value)) {
    const id = `${key}-${Math.random()}`; // radio buttons of one shadow root belong together by name
    const inputs = options.map(([value]) => el("input", { type: "radio", name: id, value: String(value), onchange: () => choose(value) }));
    syncs.push(() => inputs.forEach((input, i) => { input.checked = state[key] === options[i][0]; }));
    return el("fieldset", { class: "choice" }, el("legend", {}, legend),
      ...options.map(([, words], i) => el("label", {}, inputs[i], el("span", {}, words))));
  }
  function slider(key, words, values, show = String) {
    if (!values.includes(state[key])) values = [...values, state[key]].sort((a, b) => a - b);
    const out = el("output", {}), input = el("input", {
      type: "range", min: 0, max: values.length - 1, "aria-label": words, oninput: () => change(key, values[input.value]),
    });
    syncs.push(() => {
      const place = values.findIndex(v => v >= state[key]);
      if (Number(input.value) !== place) input.value = place;
      set(input, "aria-valuetext", show(state[key]));
      set(out, "text", show(state[key]));
    });
    return el("label", { class: "slider" }, el("span", {}, words), input, out);
  }
  function seedControl() {
    const input = el("input", { type: "number", min: 0, max: 9999, "aria-label": "Seed", onchange: () =>
      change("seed", Math.min(9999, Math.max(0, Math.round(Number(input.value)) || 0))) });
    syncs.push(() => { if (!input.matches(":focus") || Number(input.value) !== state.seed) input.value = state.seed; });
    return el("div", { class: "row" }, el("label", {}, "Seed ", input), has("tenSeeds") ? button("Ten seeds", startRace) : null);
  }
  function tenSeeds() {
    const bars = Array.from({ length: 10 }, (_, seed) => button("", () => change("seed", seed), { class: "seed" }));
    const note = el("small", {}), strip = el("div", { class: "seeds", role: "group", "aria-label": "Ten seeds" }, ...bars);
    syncs.push(() => {
      set(strip, "hidden", !race);
      set(note, "hidden", !race);
      if (!race) return;
      const top = Math.max(known.constant, ...race.ends.map(e => Number.isFinite(e.train) ? e.train : 0));
      bars.forEach((bar, seed) => {
        const at = race.ends[seed], value = !at ? "…" : Number.isFinite(at.train) ? stars(at.train, 2) : "∞";
        set(bar, "text", `${seed}\n${value}`);
        set(bar, "aria-label", `Seed ${seed}: ${at ? `ends ${value} stars off` : "not run yet"}`);
        set(bar, "style", `--bar:${at ? Math.round(100 * Math.min(1, at.train / top)) : 0}%`);
      });
      set(note, "text", `Error after ${whole(race.steps)} steps from ten random starts. Press one to begin there.`);
    });
    return [strip, note];
  }
  function turnControl() {
    const input = el("input", { type: "range", min: 0, max: 360, step: 1, "aria-label": "Turn people and films together", oninput: () => {
      state.turn = Number(input.value);
      render(true);
    } }), out = el("output", {});
    const dial = el("label", { class: "slider" }, el("span", {}, "Turn"), input, out);
    const pick = i => el("select", { "aria-label": i ? "Factor upwards" : "Factor to the right", onchange: event => {
      const value = Number(event.target.value);
      state.pair = i ? [state.pair[0] === value ? state.pair[1] : state.pair[0], value] : [value, state.pair[1] === value ? state.pair[0] : state.pair[1]];
      render(true);
    } }, ...Array.from({ length: 6 }, (_, f) => el("option", { value: f }, `factor ${f + 1}`)));
    const picks = [pick(0), pick(1)], pair = el("div", { class: "row" }, "Show ", picks[0], " and ", picks[1]);
    syncs.push(() => {
      set(dial, "hidden", state.k < 2 || !has("rotation"));
      set(pair, "hidden", state.k < 3);
      if (Number(input.value) !== state.turn) input.value = state.turn;
      set(out, "text", `${state.turn}°`);
      picks.forEach((select, i) => {
        [...select.options].forEach((option, f) => set(option, "hidden", f >= state.k));
        select.value = state.pair[i];
      });
    });
    return [dial, pair];
  }
  function settingsPanel() {
    const count = el("p", { class: "reading" }), parts = [];
    if (has("latentDim")) parts.push(slider("k", "Numbers each, k", [1, 2, 3, 4, 5, 6]));
    if (has("mean")) parts.push(choice("mean", "On top of", [["raw", "nothing"], ["centred", "mean μ"], ["biased", "μ + biases"]]));
    if (parts.length) parts.push(count);
    if (has("lambda")) parts.push(slider("lambda", "Penalty, λ", [0, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1]));
    if (has("norm")) parts.push(choice("squared", "Penalty on", [[false, "the norm"], [true, "its square"]]));
    if (has("optimizer")) {
      parts.push(choice("optimizer", "Steps by", [["adam", "Adam"], ["descent", "descent"], ["sweeps", "half sweeps"]]));
      const pace = slider("rate", "Learning rate", [1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1, 3, 10]);
      syncs.push(() => set(pace, "hidden", state.optimizer === "sweeps"));
      parts.push(pace);
    }
    if (has("seed")) parts.push(seedControl());
    if (has("tenSeeds")) parts.push(...(has("seed") ? [] : [button("Ten seeds", startRace)]), ...tenSeeds());
    syncs.push(() => set(count, "text", `${whole(run.count)} numbers for ${known.learned.length} ratings`));
    return parts.length ? views.panel("Settings", "a change starts again", ...parts) : null;
  }
  function ratingTools() {
    const quarter = () => Math.max(1, Math.round(rated().length / 4)), hiding = button("", () => draw(quarter()));
    const tools = el("div", { class: "row tools" });
    if (has("hiding")) {
      const all = button("Show all", () => draw(0));
      syncs.push(() => {
        set(hiding, "text", `Hide ${quarter()}`);
        set(all, "disabled", state.hidden.size === 0);
      });
      if (has("ratings")) tools.append(choice("hides", "A press", [[false, "rates"], [true, "hides"]], value => {
        state.hides = value;
        render(false);
      }));
      tools.append(hiding, all);
    }
    return tools;
  }

  // ---- guess first, challenges, copies ----
  function guessForm() {
    const input = el("input", { type: "number", step: "any", "aria-label": data.guess.question });
    const form = el("form", { class: "guess", onsubmit: event => {
      event.preventDefault();
      if (input.value === "" || !Number.isFinite(Number(input.value))) return;
      guess = Number(input.value);
      render(true);
      playButton.focus();
    } }, el("p", {}, el("strong", {}, "Guess first. "), data.guess.question), el("div", { class: "row" }, input,
      el("button", { class: "primary" }, "That is my guess")));
    syncs.push(() => set(form, "hidden", guess !== null));
    return [form, verdict];
  }
  const verdict = el("p", { class: "guess", hidden: true });
  function answer(now, stop) {
    if (!data.guess) return;
    const { measure, user, item, unit } = data.guess, measures = {
      loss: () => run.measure().loss, trainError: () => stop.train, heldOutError: () => stop.held ?? stop.train,
      crosses: () => known.learned.filter(r => isMiss(now, r)).length, prediction: () => now.predict(user, item),
    };
    const value = measures[measure](), shownValue = measure === "crosses" ? String(value) : measure === "loss" ? views.loss(value) : stars(value, 2);
    set(verdict, "hidden", false);
    set(verdict, "text", `You guessed ${minus(guess)}${unit}. After ${whole(stop.step)} steps it is ${shownValue}${unit}.`);
  }
  const minus = x => String(x).replace("-", "−");
  const done = new Set(), challenges = [
    [`No cross with ${users.length + items.length + 1} numbers.`, (now, misses) =>
      run.count <= users.length + items.length + 1 && misses === 0 && run.step > 0],
    ["Make seed 4 fail: crosses that 10,000 steps of Adam do not lift, with k = 2 or more.", (now, misses) =>
      state.seed === 4 && state.k > 1 && misses > 0 && run.step >= 10000 && state.optimizer === "adam"],
    [`Hide ${Math.max(1, Math.round(rated().length / 4))} ratings and find a λ that beats the constant guess on them.`, now =>
      known.held.length >= Math.max(1, Math.round(rated().length / 4)) && run.step >= 2000 && run.rmse(known.held) < known.constant],
  ].map(([words, check]) => ({ words, check, item: el("li", {}, words) }));
  function judge(now) {
    const misses = known.learned.filter(r => isMiss(run, r)).length;
    for (const challenge of challenges) {
      if (!done.has(challenge) && !failed && challenge.check(now, misses)) done.add(challenge);
      set(challenge.item, "class", done.has(challenge) ? "done" : null);
      set(challenge.item, "text", done.has(challenge) ? `✓ ${challenge.words} Done.` : challenge.words);
    }
  }
  function encode() {
    const { start, values, hidden } = state, fresh = data.settings, parts = new URLSearchParams(), step = goal ?? run.step;
    for (const key of Object.keys(fresh)) if (state[key] !== fresh[key]) parts.set(key, state[key]);
    if (values.some((v, cell) => v !== data.values[cell]) || hidden.size)
      parts.set("r", values.map((v, cell) => `${v ?? ""}${hidden.has(cell) ? "h" : ""}`).join("_"));
    if (start) parts.set("start", btoa(String.fromCharCode(...new Uint8Array(Float32Array.from(start).buffer))));
    for (const [key, value, usual] of [["step", step, 0], ["turn", state.turn, 0], ["pair", state.pair.join("-"), state.k > 1 ? "0-1" : "0-0"],
      ["speed", state.speed, 10], ["log", Number(state.isLog), 0], ["at", `${state.user}-${state.item}`, data.at.join("-")]])
      if (value !== usual) parts.set(key, value);
    return parts;
  }
  // What an address says; what cannot be is passed over.
  function decode(text) {
    const parts = new URLSearchParams(text), fresh = data.settings, size = users.length + items.length;
    const number = (key, low, high, usual) => {
      const value = parts.has(key) ? Number(parts.get(key)) : NaN;
      return value >= low && value <= high ? value : usual;
    };
    const oneOf = (key, values) => values.includes(parts.get(key)) ? parts.get(key) : fresh[key];
    const k = Math.round(number("k", 1, 6, fresh.k)), pair = (parts.get("pair") ?? "").split("-").map(Number);
    Object.assign(state, {
      k, lambda: number("lambda", 0, 1e3, fresh.lambda), rate: number("rate", 1e-9, 1e3, fresh.rate),
      seed: Math.round(number("seed", 0, 9999, fresh.seed)), mean: oneOf("mean", ["raw", "centred", "biased"]),
      optimizer: oneOf("optimizer", ["adam", "descent", "sweeps"]), turn: number("turn", 0, 360, 0),
      squared: parts.has("squared") ? parts.get("squared") === "true" : fresh.squared, isLog: parts.get("log") === "1",
      speed: [1, 10, 100].find(n => n === Number(parts.get("speed"))) ?? 10, start: null,
      pair: pair.length === 2 && pair.every(f => Number.isInteger(f) && f >= 0 && f < k) ? pair : [0, k > 1 ? 1 : 0],
    });
    const [user, item] = (parts.get("at") ?? "").split("-").map(Number);
    if (users[user] && items[item]) [state.user, state.item] = [user, item];
    const cells = (parts.get("r") ?? "").split("_"), value = cell => cell.replace("h", "") === "" ? null : Number(cell.replace("h", ""));
    const fits = cells.length === data.values.length && cells.some(c => value(c) !== null && !c.includes("h"))
      && cells.every(c => value(c) === null || (value(c) >= data.low && value(c) <= data.high) || data.values.includes(value(c)));
    state.values = fits ? cells.map(value) : data.values.slice();
    state.hidden = new Set(fits ? cells.flatMap((c, i) => c.includes("h") && value(c) !== null ? [i] : []) : []);
    try {
      const bytes = Uint8Array.from(atob(parts.get("start") ?? ""), c => c.charCodeAt(0)), start = new Float32Array(bytes.buffer);
      if (start.length === size * (k + (state.mean === "biased" ? 1 : 0)) && start.every(Number.isFinite)) state.start = Float64Array.from(start);
    } catch { /* no start, then */ }
    return Math.round(number("step", 0, end, 0));
  }
  function toCSharp() {
    const zero = state.values.includes(0) ? "float.NaN" : "0", title = text => text[0].toUpperCase() + text.slice(1), indent = "    ";
    const table = (variable, wanted) => [`using var ${variable} = RatingsMatrix.From(new float[,]`, "{",
      ...users.map((_, u) => `${indent}{ ${items.map((_, i) => u * items.length + i).map(cell =>
        state.values[cell] === null || state.hidden.has(cell) !== wanted ? zero : Number.isInteger(state.values[cell]) ? state.values[cell] : `${state.values[cell]}f`).join(", ")} },`),
      `}, MissingValue.${zero === "0" ? "Zero" : "NaN"}, users, films);`];
    const list = names => `[${names.map(n => JSON.stringify(n)).join(", ")}]`;
    return [
      ...state.start ? ["// A point was moved by hand in the lab; this run starts where the seed says."] : [],
      ...state.optimizer === "sweeps" ? ["// Trainer.Fit takes no half sweeps: this walks to the same minimum in steps of Adam."] : [],
      `string[] users = ${list(users)};`, `string[] films = ${list(items)};`,
      ...table("ratings", false), ...known.held.length ? table("hidden", true) : [],
      "using var run = Trainer.Fit(ratings, new TrainingOptions", "{",
      `${indent}LatentDim = ${state.k}, Seed = ${state.seed}, Mean = Mean.${title(state.mean)}, Lambda = ${state.lambda},`,
      `${indent}Regularization = Regularization.${state.squared ? "SquaredNorm" : "Norm"}, Gradient = Gradient.ClosedForm,`,
      `${indent}Optimizer = Optimizer.${state.optimizer === "descent" ? "Sgd" : "Adam"}, LearningRate = ${state.rate},`,
      `${indent}Steps = ${(state.optimizer === "sweeps" ? data.steps : run.step) + 1},${known.held.length ? " Validation = hidden," : ""}`, "});",
      "// A step's loss is measured before its update, so the last one is that of the lab's numbers.",
      "run.History.Last!.Loss", "",
    ].join("\n");
  }
  function sharing() {
    const box = el("textarea", { readonly: true, rows: 6, hidden: true, "aria-label": "What to copy" }), told = el("small", { role: "status" });
    async function copy(text, words) {
      try {
        await navigator.clipboard.writeText(text);
        set(box, "hidden", true);
        set(told, "text", ` ${words} is copied.`);
      } catch {
        set(box, "hidden", false);
        box.value = text;
        box.select();
        set(told, "text", " Copy it from here:");
      }
    }
    const link = () => `${location.href.split("#")[0]}#${host.dataset.mfLab}?${encode()}`;
    const isPage = /^(https?|file):$/.test(location.protocol);
    return [el("div", { class: "row" }, isPage ? button("Copy link", () => copy(link(), "The link")) : null,
      button("Copy as C#", () => copy(toCSharp(), "The C#")), told), box];
  }

  // ---- keys: what the lab knows stays inside (Jupyter turns digits into headings, D D deletes the cell) ----
  const own = /^([0-9hdrHDR ]|Enter|Home|End|Delete|Backspace|Arrow\w+|Page\w+)$/;
  function onGrid(key, cell) {
    const move = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[key];
    const digit = /^\d$/.test(key) ? Number(key) : null, grid = grids.find(g => g.element.contains(cell));
    if (move) grid.focus(Math.min(users.length - 1, Math.max(0, state.user + move[0])), Math.min(items.length - 1, Math.max(0, state.item + move[1])));
    else if (key === "Home" || key === "End") grid.focus(state.user, key === "Home" ? 0 : items.length - 1);
    else if (digit !== null && digit >= data.low && digit <= data.high) rate(at(), digit);
    else if (["0", "d", "D", "Delete", "Backspace"].includes(key)) rate(at(), null);
    else if (key === "h" || key === "H") hide(at());
    else if (key === "Enter") cycle(at());
    else if (key === " ") play();
    else return digit !== null;
    return true;
  }
  function onKey(event) {
    const { key } = event, target = event.composedPath()[0], field = target.matches("input[type=number], textarea, select");
    if (event.ctrlKey || event.metaKey || event.altKey || key === "Tab" || key === "Escape") return;
    if (field || own.test(key)) event.stopPropagation();
    if (field) return;
    const ranged = target.matches("input"), pressed = target.matches("button") && (key === " " || key === "Enter");
    if (/^[rR]$/.test(key)) reset();
    else if (target.matches("[data-cell]") ? !onGrid(key, target) : target.matches("[data-point]")
      ? key === " " ? play() : !key.startsWith("Arrow") : ranged || pressed || target.matches("[role=tab]")) return;
    else if (key === "ArrowRight" && target.matches("button")) stepOnce();
    else if (target.matches("button")) return;
    event.preventDefault();
  }

  // ---- the page ----
  const status = el("p", { class: "status", role: "status", "aria-live": "polite" });
  const facts = Object.fromEntries(["step", "loss", "error", "held"].map(key => [key, el("b", {})]));
  const playButton = button("▶ Play", play, { class: "primary", title: "Space" });
  const stepButton = button("Step", stepOnce, { title: "→" });
  const on = {
    press, focus: focusOn, scrub(index) {
      const list = trail();
      shown = index >= list.length - 1 ? null : list[index];
      playing = false;
      render(true);
    },
    log(value) {
      state.isLog = value;
      render(true);
    },
    select: index => index < users.length ? focusOn(index, state.item) : focusOn(state.user, index - users.length),
    // A point in the hand: what is shown becomes a new start.
    hold() {
      const numbers = (shown?.numbers ?? run.numbers).slice();
      [holding, playing, goal, state.start] = [true, false, null, numbers];
      if (run.step > 0 || shown) begin();
    },
    move(index, x, y) {
      const { k, pair: [p, q], turn } = state, angle = -turn * Math.PI / 180, cos = Math.cos(angle), sin = Math.sin(angle);
      state.start[index * k + p] = k > 1 ? cos * x - sin * y : x;
      if (k > 1) state.start[index * k + q] = sin * x + cos * y;
      state.start = Float64Array.from(state.start, Math.fround); // as an address carries it
      run.numbers.set(state.start);
      stops = [stopHere()];
      ask();
    },
    drop() {
      holding = false;
      render(true);
    },
  };
  const grids = [["Ratings", has("ratings") ? "press one to change it" : "what people said"], ["Predictions", "dotted: nobody rated it"],
    ["Misses", "crossed: a star or more"]].filter((_, i) => i === 0 || has(["", "predictions", "misses"][i]))
    .map(([title, note]) => views.grid({ title, note, users, items, on: title === "Ratings" ? on : { ...on, press: focusOn } }));
  if (!has("predictions") && grids[1]) grids.splice(1, 0, undefined);
  const mapView = has("map") ? views.map({ users, items, on }) : null, curveView = has("curve") ? views.curve({ on }) : null;
  const tries = has("challenges") || has("sharing") ? views.panel("Try", "",
    ...has("challenges") ? [el("ol", { class: "challenges" }, ...challenges.map(c => c.item))] : [], ...has("sharing") ? sharing() : []) : null;
  grids[0].element.append(ratingTools());
  mapView?.element.append(...turnControl());
  const pictures = [...grids.map(g => g?.element), mapView?.element, curveView?.element].filter(Boolean);
  const sides = [settingsPanel(), tries].filter(Boolean), panels = [...pictures, ...sides];
  const column = sides.length ? el("div", { class: "column" }, ...sides) : null;
  const tabs = panels.map(panel => button(panel.getAttribute("aria-label"), () => open(panel), { role: "tab" }));
  const root = el("div", { class: "lab", onkeydown: onKey },
    el("p", { class: "lead" }, ...data.lead.split("**").map((part, i) => i % 2 ? el("strong", {}, part) : part)),
    ...data.guess ? guessForm() : [],
    el("div", { class: "player" }, playButton, stepButton, button("Reset", reset, { title: "R" }),
      has("speed") ? choice("speed", "Steps a frame", [[1, "1"], [10, "10"], [100, "100"]], value => {
        state.speed = value;
        render(true);
      }) : null,
      el("dl", {}, ...[["step", "Step"], ["loss", "Loss"], ["error", "Error"], ["held", "Hidden"]].map(([key, words]) =>
        el("div", {}, el("dt", {}, words), el("dd", {}, facts[key]))))),
    status, el("div", { class: "tabs", role: "tablist", "aria-label": "Views" }, ...tabs), el("div", { class: items.length > 12 ? "panels many" : "panels" }, ...pictures, column ?? ""));
  function open(panel) {
    panels.forEach((other, i) => {
      set(other, "data-open", other === panel);
      set(tabs[i], "aria-selected", String(other === panel));
    });
    if (run) render(true);
  }

  // As chart.js: the page's own switch, VS Code, JupyterLab, what is painted behind, and else the system.
  function isDark() {
    const chosen = document.documentElement.dataset.theme, { vscodeThemeKind, jpThemeLight } = document.body.dataset;
    if (chosen) return chosen === "dark";
    if (vscodeThemeKind) return vscodeThemeKind === "vscode-dark" || vscodeThemeKind === "vscode-high-contrast";
    if (jpThemeLight) return jpThemeLight === "false";
    const [red, green, blue, alpha = 1] = getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g).map(Number);
    return alpha > 0 ? red + green + blue < 384 : matchMedia("(prefers-color-scheme: dark)").matches;
  }
  const look = () => set(root, "data-dark", isDark());
  function narrow() {
    set(root, "data-narrow", host.clientWidth > 0 && host.clientWidth < 700);
    panels.forEach(panel => set(panel, "role", root.dataset.narrow === undefined ? null : "tabpanel"));
    if (run) render(false);
  }
  const watch = new MutationObserver(look);
  watch.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  watch.observe(document.body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-kind", "data-jp-theme-light"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", look);
  const sheet = el("style", {}, style);
  host.attachShadow({ mode: "open" }).append(sheet, root);
  // Lumino (JupyterLab) looks for its shortcuts before the page does, but not in here.
  for (const attribute of ["data-lm-suppress-shortcuts", "data-p-suppress-shortcuts"]) host.setAttribute(attribute, "true");
  look();
  open(panels.length > 1 && has("predictions") ? panels[1] : panels[0]);

  let begun = false;
  function arrive() {
    const own = `#${host.dataset.mfLab}?`, asked = location.hash.startsWith(own);
    begin(asked ? decode(location.hash.slice(own.length)) : 0, { keepGhost: true });
    render(true);
  }
  arrive();
  begun = true;
  addEventListener("hashchange", () => { if (location.hash.startsWith(`#${host.dataset.mfLab}?`)) arrive(); });
  new ResizeObserver(narrow).observe(host);
}
