// The training behind the screen: what is learned from, the run, its stops, and the frames in which it goes on. All of
// it follows from the state and the step, so a change trains again from the seed, at once. `render` is told of every
// frame, and whether it is the last for now.
model => (data, state, render) => {
  "use strict";
  const mostStops = 300, mostSteps = 100000, { users, items } = data;
  const training = {
    run: null, stops: [], ghost: [], shown: null, failed: null, race: null, playing: false, goal: null, isNew: true,
    begin, play, stepOnce, pause, scrub, startRace, ask, trail, stopHere, rated, isMiss, isStill,
    get stop() { return training.shown ?? training.trail().at(-1); },
    get isBusy() { return training.playing || training.goal !== null; },
    get isSweeping() { return state.optimizer === "sweeps"; },
    // Where the training stands, or will in a moment.
    get step() { return training.goal ?? training.run.step; },
  };
  let spacing = 1, frame = 0, sweptAt = 0, pauseAt = 0, isQuiet = false;

  function rated() {
    return state.values.flatMap((value, cell) => value === null ? []
      : [{ cell, user: Math.floor(cell / items.length), item: cell % items.length, value }]);
  }
  function isMiss({ user, item, value }) {
    return Math.abs(training.run.predict(user, item) - value) >= 1;
  }
  const settings = () => ({ ...state, users: users.length, items: items.length, ratings: training.learned });
  function stopHere() {
    const { run, learned, held } = training;
    return { step: run.step, train: run.rmse(learned), held: run.rmse(held), numbers: run.numbers.slice() };
  }
  // The stops, with the present at their end.
  function trail() {
    const { run, stops } = training;
    return run.step === stops.at(-1).step ? stops : [...stops, stopHere()];
  }

  // Begins from the seed (or the start made by hand), and goes to a step in the next frames.
  function begin(step = 0, keepGhost = false) {
    if (training.stops.length > 2 && !keepGhost) training.ghost = trail();
    training.learned = rated().filter(r => !state.hidden.has(r.cell));
    training.held = rated().filter(r => state.hidden.has(r.cell));
    training.run = model.train(settings());
    // What somebody who always says the mean is off by, on the hidden ratings where there are any.
    const judged = training.held.length ? training.held : training.learned;
    const squares = judged.reduce((sum, rating) => sum + (rating.value - training.run.average) ** 2, 0);
    training.constant = Math.sqrt(squares / judged.length);
    [training.shown, training.failed, training.race, spacing] = [null, null, null, 1];
    training.stops = [stopHere()];
    training.goal = step > 0 ? Math.min(step, mostSteps) : null;
    training.isNew = true;
    ask();
  }
  function remember() {
    if (training.run.step % spacing) return;
    training.stops.push(stopHere());
    if (training.stops.length <= mostStops) return;
    spacing *= 2;
    training.stops = training.stops.filter(stop => stop.step % spacing === 0);
  }
  function advance(count, until) {
    for (let n = 0; n < count && training.run.step < mostSteps; n++) {
      if (n % 16 === 15 && performance.now() > until) return;
      if (!training.run.advance()) return diverge();
      remember();
    }
  }
  function diverge() {
    training.failed = training.run.step + 1;
    training.run.numbers.set(training.stops.at(-1).numbers);
    [training.playing, training.goal] = [false, null];
  }

  // ---- frames ----
  function ask() {
    frame ||= requestAnimationFrame(tick);
  }
  function tick(now) {
    frame = 0;
    const until = performance.now() + 14, { goal, run, race, isSweeping } = training;
    if (goal !== null) {
      // A change is seen to train again, in a few frames.
      advance(Math.min(goal - run.step, isQuiet ? mostSteps : Math.ceil(goal / 24)), until);
      if (training.goal === null || run.step >= goal) [training.goal, isQuiet] = [null, false];
    } else if (training.playing && (!isSweeping || now - sweptAt > 400)) {
      sweptAt = now;
      advance(Math.min(isSweeping ? 1 : state.speed, pauseAt - run.step), until);
      if (run.step >= pauseAt || training.failed) training.playing = false;
    } else if (race) continueRace(race, until);
    const goesOn = training.isBusy || training.race?.ends.length < 10;
    if (!isQuiet || training.goal === null) render(!goesOn);
    if (goesOn) ask();
  }

  // ---- the player ----
  function isStill() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches;
  }
  const nextOf = every => Math.min(mostSteps, (Math.floor(training.run.step / every) + 1) * every);
  function play() {
    if (training.failed) return ask();
    [training.shown, training.race] = [null, null];
    if (training.isBusy) pause();
    else if (isStill()) [training.goal, isQuiet] = [nextOf(training.isSweeping ? 10 : 1000), true];
    else [training.playing, pauseAt] = [true, nextOf(training.isSweeping ? 50 : data.steps)];
    ask();
  }
  function pause() {
    [training.playing, training.goal, isQuiet] = [false, null, false];
  }
  function stepOnce() {
    [training.shown, training.playing] = [null, false];
    if (training.goal === null && !training.failed) advance(training.isSweeping ? 1 : state.speed, Infinity);
    ask();
  }
  function scrub(index) {
    const list = trail();
    training.shown = index >= list.length - 1 ? null : list[index];
    training.playing = false;
    ask();
  }

  // ---- ten seeds, one after the other ----
  function startRace() {
    pause();
    training.race = { steps: training.run.step || (training.isSweeping ? 20 : data.steps), ends: [], run: null };
    ask();
  }
  function continueRace(race, until) {
    for (let n = 0; race.ends.length < 10 && (n++ % 16 || performance.now() < until);) {
      race.run ??= model.train({ ...settings(), start: null, seed: race.ends.length });
      if (race.run.step < race.steps && race.run.advance()) continue;
      race.ends.push(race.run.step < race.steps ? Infinity : race.run.rmse(training.learned));
      race.run = null;
    }
  }
  return training;
}
