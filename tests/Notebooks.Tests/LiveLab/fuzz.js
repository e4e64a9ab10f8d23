// Presses, types, drags and slides at random in one lab, and returns what a reader must never see.
async ([seed, actions, host]) => {
  const root = document.querySelector(host).shadowRoot, found = new Set();
  const random = n => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor(seed / 2 ** 32 * n);
  };
  const pick = list => list[random(list.length)], all = selector => [...root.querySelectorAll(selector)];
  const keys = [..."0123456789hdrHR +-e", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "Enter",
    "Delete", "Backspace", "Escape", "Tab", "PageUp", "x"];
  const fire = (target, type, init) => target.dispatchEvent(new type(init.type, { bubbles: true, composed: true,
    cancelable: true, ...init }));
  const press = target => fire(target, KeyboardEvent, { type: "keydown", key: pick(keys) });
  const slide = (input, value) => {
    input.value = value;
    for (const type of ["input", "change"]) fire(input, Event, { type });
  };
  const kinds = [
    ["td[data-cell]", cell => cell.click()],
    ["td[data-cell], button, [data-point], input", press],
    ["td[data-cell]", press],
    ["button:not([disabled])", button => button.click()],
    ["input[type=range]", input => slide(input, random(Number(input.max) + 1))],
    ["input[type=radio], input[type=checkbox]", input => input.click()],
    ["input[type=number]", input => slide(input, pick(["", "-5", "3", "1e9", "4", "0.5"]))],
    ["input[type=text]", input => {
      slide(input, pick(["", "1", "film", "the", "é", "<b>", "%", "no such title"]));
      for (const key of ["ArrowDown", pick(["ArrowUp", "Enter", "Escape"]), "Enter"])
        fire(input, KeyboardEvent, { type: "keydown", key });
    }],
    ["[role=option]", option => option.click()],
    ["select", select => {
      select.value = pick([...select.options].filter(option => !option.hidden)).value;
      fire(select, Event, { type: "change" });
    }],
    ["[data-point]", point => {
      const pointerId = 1;
      point.setPointerCapture = () => { };
      fire(point, PointerEvent, { type: "pointerdown", pointerId, clientX: 1, clientY: 1 });
      for (let n = random(4); n >= 0; n--)
        fire(point, PointerEvent, { type: "pointermove", pointerId, clientX: random(3000) - 500, clientY: random(
          3000) - 500 });
      if (random(8)) fire(point, PointerEvent, { type: "pointerup", pointerId });
    }],
  ];
  const look = () => {
    const labels = all("[aria-label], [aria-valuetext]").map(
      e => `${e.getAttribute("aria-label")} ${e.getAttribute("aria-valuetext")}`);
    const places = all("[transform], [points]").map(e => `${e.getAttribute("transform")} ${e.getAttribute("points")}`);
    for (const text of [root.textContent.replace(all("style")[0].textContent, ""), ...labels, ...places])
      for (const bad of text.match(/NaN|Infinity|undefined|\[object/g) ?? []) found.add(
        `${bad} in: ${text.slice(0, 200)}`);
    if (!/^#|^$/.test(location.hash) || /NaN|Infinity|undefined/.test(location.hash)) found.add(location.hash);
  };
  for (let n = 0; n < actions;) {
    const [selector, act] = pick(kinds), element = pick(all(selector));
    if (!element) continue;
    act(element);
    if (++n % 10) continue;
    await new Promise(requestAnimationFrame);
    if (n % 50 === 0) look();
  }
  look();
  return [...found];
}
