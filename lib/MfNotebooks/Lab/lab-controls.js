// The controls beside the views. Each is one element, and a line in `syncs` that shows the state in it.
(views, lab) => {
  "use strict";
  const { el, set, stars, whole } = views, { state, training, change, show, has, syncs } = lab;
  const button = (words, onclick, attributes = {}) => el("button", { type: "button", onclick, ...attributes }, words);

  function choice(key, legend, options, choose = value => change(key, value)) {
    const name = `${key}-${Math.random()}`; // radio buttons of one shadow root belong together by it
    const inputs = options.map(([value]) => el("input", { type: "radio", name, onchange: () => choose(value) }));
    syncs.push(() => inputs.forEach((input, i) => { input.checked = state[key] === options[i][0]; }));
    return el("fieldset", { class: "choice" }, el("legend", {}, legend),
      ...options.map(([, words], i) => el("label", {}, inputs[i], el("span", {}, words))));
  }
  // A setting of the screen alone: nothing is trained again.
  const look = (key, legend, options) => choice(key, legend, options, value => {
    state[key] = value;
    show();
  });
  function slider(key, words, usual) {
    const values = usual.includes(state[key]) ? usual : [...usual, state[key]].sort((a, b) => a - b);
    const out = el("output", {}), input = el("input", {
      type: "range", min: 0, max: values.length - 1, "aria-label": words,
        oninput: () => change(key, values[input.value]),
    });
    syncs.push(() => {
      input.value = Math.max(0, values.findIndex(value => value >= state[key]));
      set(input, "aria-valuetext", String(state[key]));
      set(out, "text", String(state[key]));
    });
    return el("label", { class: "slider" }, el("span", {}, words), input, out);
  }

  function seed() {
    const input = el("input", { type: "number", min: 0, max: 9999, "aria-label": "Seed", onchange: () =>
      change("seed", Math.min(9999, Math.max(0, Math.round(Number(input.value)) || 0))) });
    syncs.push(() => { if (Number(input.value) !== state.seed || input.value === "") input.value = state.seed; });
    return el("label", {}, "Seed ", input);
  }
  function tenSeeds() {
    const bars = Array.from({ length: 10 }, (_, n) => button("", () => change("seed", n), { class: "seed" }));
    const note = el("small", {}), strip = el("div", { class: "seeds", role: "group", "aria-label": "Ten seeds" },
      ...bars);
    syncs.push(() => {
      const { race } = training, ends = race?.ends ?? [];
      for (const part of [strip, note]) set(part, "hidden", !race);
      const top = Math.max(training.constant, ...ends.filter(Number.isFinite));
      bars.forEach((bar, n) => {
        const words = n >= ends.length ? "…" : Number.isFinite(ends[n]) ? stars(ends[n], 2) : "∞";
        set(bar, "text", `${n}\n${words}`);
        set(bar, "aria-label", `Seed ${n}: ${n < ends.length ? `ends ${words} stars off` : "not run yet"}`);
        set(bar, "style", `--bar:${n < ends.length ? Math.round(100 * Math.min(1, ends[n] / top)) : 0}%`);
      });
      set(note, "text", `Error after ${whole(race?.steps ?? 0)} steps from ten random starts. `
        + "Press one to begin there.");
    });
    return [strip, note];
  }

  // Under the map: the dial, and which two of more factors are shown.
  function turn() {
    const out = el("output", {}), input = el("input", {
      type: "range", min: 0, max: 360, "aria-label": "Turn people and films together", oninput: () => {
        state.turn = Number(input.value);
        show();
      },
    });
    const dial = el("label", { class: "slider" }, el("span", {}, "Turn"), input, out);
    const pick = (side, words) => el("select", { "aria-label": words, onchange: event => {
      const value = Math.min(state.k - 1, Number(event.target.value)), other = state.pair[1 - side];
      const pair = [value, other === value ? state.pair[side] : other];
      state.pair = side ? pair.reverse() : pair;
      show();
    } }, ...Array.from({ length: 6 }, (_, f) => el("option", { value: f }, `factor ${f + 1}`)));
    const picks = [pick(0, "Factor to the right"), pick(1, "Factor upwards")];
    const pair = el("div", { class: "row" }, "Show ", picks[0], " and ", picks[1]);
    syncs.push(() => {
      set(dial, "hidden", state.k < 2 || !has("rotation"));
      set(pair, "hidden", state.k < 3);
      input.value = state.turn;
      set(out, "text", `${state.turn}°`);
      picks.forEach((select, side) => {
        [...select.options].forEach((option, f) => set(option, "hidden", f >= state.k));
        select.value = state.pair[side];
      });
    });
    return [dial, pair];
  }

  function settings() {
    const count = el("p", { class: "reading" }), rates = [1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
    syncs.push(() => set(count, "text", `${whole(training.run.count)} numbers for ${training.learned.length} ratings`));
    const pace = has("optimizer") ? slider("rate", "Learning rate", rates) : null;
    if (pace) syncs.push(() => set(pace, "hidden", training.isSweeping));
    const parts = [
      has("latentDim") && slider("k", "Numbers each, k", [1, 2, 3, 4, 5, 6]),
      has("mean") && choice("mean", "On top of", [["raw", "nothing"], ["centred", "mean μ"], ["biased", "μ + biases"]]),
      (has("latentDim") || has("mean")) && count,
      has("lambda") && slider("lambda", "Penalty, λ", [0, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1]),
      has("norm") && choice("squared", "Penalty on", [[false, "the norm"], [true, "its square"]]),
      has("optimizer") && choice("optimizer", "Steps by", [
        ["adam", "Adam"], ["descent", "descent"], ["sweeps", "half sweeps"],
      ]),
      pace,
      (has("seed") || has("tenSeeds")) && el("div", { class: "row" }, has("seed") ? seed() : null,
        has("tenSeeds") ? button("Ten seeds", training.startRace) : null),
      ...has("tenSeeds") ? tenSeeds() : [],
    ].filter(Boolean);
    return parts.length ? views.panel("Settings", "a change starts again", ...parts) : null;
  }

  // Under the ratings.
  function hiding() {
    const quarter = () => Math.max(1, Math.round(training.rated().length / 4));
    const some = button("", () => lab.draw(quarter())), none = button("Show all", () => lab.draw(0));
    syncs.push(() => {
      set(some, "text", `Hide ${quarter()}`);
      set(none, "disabled", state.hidden.size === 0);
    });
    const press = has("ratings") ? look("hides", "A press", [[false, "rates"], [true, "hides"]]) : null;
    return el("div", { class: "row tools" }, press, some, none);
  }

  // A number that has to be guessed before anything trains.
  function guess({ question, measure, user, item, unit }) {
    const input = el("input", { type: "number", step: "any", "aria-label": question }),
      both = el("p", { class: "guess", hidden: true });
    const form = el("form", { class: "guess", onsubmit: event => {
      event.preventDefault();
      if (input.value === "" || !Number.isFinite(input.valueAsNumber)) return;
      lab.guessed = input.valueAsNumber;
      show();
    } }, el("p", {}, el("strong", {}, "Guess first. "), question),
    el("div", { class: "row" }, input, el("button", { class: "primary" }, "That is my guess")));
    const measures = {
      loss: () => views.loss(training.run.measure().loss), trainError: ({ train }) => stars(train, 2),
      heldOutError: ({ train, held }) => stars(held ?? train, 2),
      prediction: () => stars(training.run.predict(user, item), 2),
      crosses: () => String(training.learned.filter(training.isMiss).length),
    };
    syncs.push(() => {
      const { stop } = training, isOpen = lab.guessed === null;
      set(form, "hidden", !isOpen);
      set(both, "hidden", isOpen);
      if (!isOpen) set(both, "text", `You guessed ${String(lab.guessed).replace("-", "−")}${unit}. `
        + `After ${whole(stop.step)} steps it is ${measures[measure](stop)}${unit}.`);
    });
    return [form, both];
  }

  function challenges() {
    const { length } = [...lab.data.users, ...lab.data.items];
    const few = Math.max(1, Math.round(training.rated().length / 4));
    const crosses = () => training.learned.filter(training.isMiss).length;
    const all = [
      [`No cross with ${length + 1} numbers.`, ({ run }) => run.count <= length + 1 && run.step > 0 && crosses() === 0],
      ["Make seed 4 fail: crosses that 10,000 steps of Adam do not lift, with k = 2 or more.", ({ run }) =>
        state.seed === 4 && state.k > 1 && state.optimizer === "adam" && run.step >= 10000 && crosses() > 0],
      [`Hide ${few} ratings and find a λ that beats the constant guess on them.`, ({ run, held, constant }) =>
        held.length >= few && run.step >= 2000 && run.rmse(held) < constant],
    ].map(([words, isMet]) => ({ words, isMet, item: el("li", {}, words), isDone: false }));
    syncs.push(() => all.forEach(challenge => {
      challenge.isDone ||= !training.isBusy && !training.failed && challenge.isMet(training);
      set(challenge.item, "class", challenge.isDone ? "done" : null);
      set(challenge.item, "text", challenge.isDone ? `✓ ${challenge.words} Done.` : challenge.words);
    }));
    return el("ol", { class: "challenges" }, ...all.map(challenge => challenge.item));
  }

  function sharing() {
    const box = el("textarea", { readonly: true, rows: 6, hidden: true, "aria-label": "What to copy" });
    const told = el("small", { role: "status" });
    async function copy(text, words) {
      try {
        await navigator.clipboard.writeText(text);
        set(box, "hidden", true);
        set(told, "text", `${words} is copied.`);
      } catch {
        set(box, "hidden", false);
        box.value = text;
        box.select();
        set(told, "text", "Copy it from here:");
      }
    }
    const hasAddress = /^(https?|file):$/.test(location.protocol); // VS Code's outputs have none to share
    return [el("div", { class: "row" }, hasAddress ? button("Copy link", () => copy(lab.link(), "The link")) : null,
      button("Copy as C#", () => copy(lab.toCSharp(), "The C#")), told), box];
  }
  return { button, look, turn, settings, hiding, guess, challenges, sharing };
}
