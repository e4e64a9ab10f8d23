// Presses, types, drags and slides at random in one lab, and returns what a reader must never see.
async ([seed, actions, label]) => {
  const root = document.querySelector(`[data-mf-lab="${label}"]`).shadowRoot, found = new Set();
  const random = n => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor(seed / 2 ** 32 * n);
  };
  const pick = list => list[random(list.length)], all = selector => [...root.querySelectorAll(selector)];
  const keys = [..."0123456789hdrHR +-e", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "Enter",
    "Delete", "Backspace", "Escape", "Tab", "PageUp", "x"];
  const fire = (target, type, init) => target.dispatchEvent(new type(init.type, { bubbles: true, composed: true,
    cancelable: true, ...init }));
  const slide = (input, value) => {
    input.value = value;
    for (const type of ["input", "change"]) fire(input, Event, { type });
  };
  const kinds = [
    () => pick(all("td[data-cell]")).click(),
    () => fire(pick(all("td[data-cell], button, [data-point], input")), KeyboardEvent,
      { type: "keydown", key: pick(keys) }),
    () => fire(pick(all("td[data-cell]")), KeyboardEvent, { type: "keydown", key: pick(keys) }),
    () => pick(all("button:not([disabled])")).click(),
    () => {
      const input = pick(all("input[type=range]"));
      slide(input, random(Number(input.max) + 1));
    },
    () => pick(all("input[type=radio], input[type=checkbox]")).click(),
    () => slide(pick(all("input[type=number]")), pick(["", "-5", "3", "1e9", "4", "0.5"])),
    () => {
      const select = pick(all("select"));
      select.value = pick([...select.options].filter(option => !option.hidden)).value;
      fire(select, Event, { type: "change" });
    },
    () => {
      const point = pick(all("[data-point]")), pointerId = 1;
      point.setPointerCapture = () => { };
      fire(point, PointerEvent, { type: "pointerdown", pointerId, clientX: 1, clientY: 1 });
      for (let n = random(4); n >= 0; n--)
        fire(point, PointerEvent, { type: "pointermove", pointerId, clientX: random(3000) - 500, clientY: random(
          3000) - 500 });
      if (random(8)) fire(point, PointerEvent, { type: "pointerup", pointerId });
    },
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
  let slowest = 0;
  for (let n = 0; n < actions; n++) {
    pick(kinds)();
    if (n % 5) continue;
    const began = performance.now();
    await new Promise(requestAnimationFrame);
    slowest = Math.max(slowest, performance.now() - began);
    if (n % 50 === 0) look();
  }
  look();
  return [...found];
}
