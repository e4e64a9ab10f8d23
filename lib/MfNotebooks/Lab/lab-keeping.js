// What outlives a lab: its state as an address, and the same run in C#.
(data, state, training) => {
  "use strict";
  const { users, items, settings: fresh } = data, size = users.length + items.length;

  // Only what differs from the lab as the notebook made it.
  function encode() {
    const { values, hidden, start } = state, parts = new URLSearchParams();
    for (const key of Object.keys(fresh)) if (state[key] !== fresh[key]) parts.set(key, state[key]);
    if (hidden.size || values.some((value, cell) => value !== data.values[cell]))
      parts.set("r", values.map((value, cell) => `${value ?? ""}${hidden.has(cell) ? "h" : ""}`).join("_"));
    if (start) parts.set("start", btoa(String.fromCharCode(...new Uint8Array(Float32Array.from(start).buffer))));
    const rest = [
      ["step", training.step, 0], ["turn", state.turn, 0], ["pair", state.pair.join("-"), state.k > 1 ? "0-1" : "0-0"],
      ["speed", state.speed, 10], ["log", Number(state.isLog), 0],
      ["at", `${state.user}-${state.item}`, data.at.join("-")],
    ];
    for (const [key, value, usual] of rest) if (value !== usual) parts.set(key, value);
    return parts.toString();
  }

  // Makes the state what an address says, and returns its step. What cannot be is passed over.
  function decode(text) {
    const parts = new URLSearchParams(text);
    const number = (key, low, high, usual) => {
      const value = parts.get(key) ? Number(parts.get(key)) : NaN;
      return value >= low && value <= high ? value : usual;
    };
    const whole = (...range) => Math.round(number(...range));
    const oneOf = (key, values) => values.includes(parts.get(key)) ? parts.get(key) : fresh[key];
    Object.assign(state, {
      k: whole("k", 1, 6, fresh.k), seed: whole("seed", 0, 9999, fresh.seed),
      mean: oneOf("mean", ["raw", "centred", "biased"]), optimizer: oneOf("optimizer", ["adam", "descent", "sweeps"]),
      lambda: number("lambda", 0, 1000, fresh.lambda), rate: number("rate", 1e-9, 1000, fresh.rate),
      squared: parts.has("squared") ? parts.get("squared") === "true" : fresh.squared,
      turn: number("turn", 0, 360, 0), isLog: parts.get("log") === "1",
      speed: [1, 10, 100].find(speed => speed === Number(parts.get("speed"))) ?? 10,
    });
    const two = (key, first, second) => {
      const [a, b] = (parts.get(key) ?? "").split("-").map(Number);
      const fits = (n, end) => Number.isInteger(n) && n >= 0 && n < end;
      return parts.has(key) && fits(a, first) && fits(b, second) ? [a, b] : null;
    };
    state.pair = two("pair", state.k, state.k) ?? [0, state.k > 1 ? 1 : 0];
    [state.user, state.item] = two("at", users.length, items.length) ?? data.at;
    decodeRatings(parts.get("r") ?? "");
    state.start = decodeStart(parts.get("start") ?? "");
    return whole("step", 0, 1e5, 0);
  }
  function decodeRatings(text) {
    const cells = text.split("_").map(cell => ({ isHidden: cell.endsWith("h"), text: cell.replace("h", "") }))
      .map(({ isHidden, text }) => ({ isHidden, value: text === "" ? null : Number(text) }));
    const isPossible = ({ value }) => value === null || (value >= data.low && value <= data.high)
      || data.values.includes(value);
    const fits = cells.length === data.values.length && cells.every(isPossible)
      && cells.some(({ value, isHidden }) => value !== null && !isHidden);
    state.values = fits ? cells.map(cell => cell.value) : data.values.slice();
    state.hidden = new Set(fits ? cells.flatMap((cell, i) => cell.isHidden && cell.value !== null ? [i] : []) : []);
  }
  function decodeStart(text) {
    try {
      const start = new Float32Array(Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer);
      const fits = start.length > 0 && start.length === size * (state.k + (state.mean === "biased" ? 1 : 0));
      return fits && start.every(Number.isFinite) ? Float64Array.from(start) : null;
    } catch {
      return null;
    }
  }

  // The cell of a notebook that trains the same run with Trainer.Fit; its value is the lab's loss.
  function toCSharp() {
    const missing = state.values.includes(0) ? "NaN" : "Zero", enumName = text => text[0].toUpperCase() + text.slice(1);
    const number = value => Number.isInteger(value) ? String(value) : `${value}f`;
    const row = (user, wanted) => items.map((_, item) => user * items.length + item).map(cell =>
      state.values[cell] === null || state.hidden.has(cell) !== wanted ? missing === "NaN" ? "float.NaN" : "0"
        : number(state.values[cell])).join(", ");
    const table = (variable, wanted) => [`var ${variable} = RatingsMatrix.From(new float[,]`, "{",
      ...users.map((_, user) => `    { ${row(user, wanted)} },`), `}, MissingValue.${missing}, users, items);`];
    const list = names => `[${names.map(name => JSON.stringify(name)).join(", ")}]`;
    const steps = training.isSweeping ? data.steps : training.run.step, { held } = training;
    return [
      ...state.start ? ["// A point was moved by hand in the lab; this run starts where the seed says."] : [],
      ...training.isSweeping ? ["// Trainer.Fit takes no half sweeps; this goes downhill by Adam."] : [],
      `string[] users = ${list(users)};`, `string[] items = ${list(items)};`,
      ...table("ratings", false), ...held.length ? table("hidden", true) : [],
      "var run = Trainer.Fit(ratings, new TrainingOptions", "{",
      `    LatentDim = ${state.k}, Seed = ${state.seed}, Mean = Mean.${enumName(state.mean)},`,
      `    Lambda = ${state.lambda}, Regularization = Regularization.${state.squared ? "SquaredNorm" : "Norm"},`,
      `    Optimizer = Optimizer.${state.optimizer === "descent" ? "Sgd" : "Adam"}, LearningRate = ${state.rate},`,
      `    Gradient = Gradient.ClosedForm, Steps = ${steps + 1},${held.length ? " Validation = hidden," : ""}`, "});",
      "// A step's loss is measured before its update: the last one is the loss of the lab's numbers.",
      "run.History.Last!.Loss", "",
    ].join("\n");
  }
  return { encode, decode, toCSharp };
}
