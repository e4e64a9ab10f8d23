// What the lab draws: three grids of the same cells, a map of the factors, and the curve of the error. A view is made
// once, with what it tells (`on`), and updated with what it shows; it keeps no state but what is on the screen.
(() => {
  "use strict";
  const svgNames = new Set(["svg", "g", "line", "path", "polyline", "circle", "rect", "text", "title"]);

  // An element: attributes, `on…` listeners, and children; svg where the tag is one of its.
  function el(tag, attributes = {}, ...children) {
    const element = svgNames.has(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag)
      : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else set(element, name, value);
    }
    element.append(...children.filter(child => child !== null && child !== undefined));
    return element;
  }

  // Touches the page only where something changes: most of a frame stands still.
  function set(element, name, value) {
    const seen = element.seen ??= {};
    if (seen[name] === value) return;
    seen[name] = value;
    if (name === "text") element.textContent = value;
    else if (value === null || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : value);
  }
  const setAll = (element, values) => Object.entries(values).forEach(([name, value]) => set(element, name, value));

  const span = (segment, [x1, y1], [x2, y2]) =>
    Object.entries({ x1, y1, x2, y2 }).forEach(([name, value]) => set(segment, name, value.toFixed(1)));

  const minus = text => text.replace("-", "−");

  // A number of stars, short enough for a cell; what is far out of any scale is only said to be so.
  function stars(x, digits = 1) {
    if (!Number.isFinite(x) || Math.abs(x) >= 1000) return x < 0 ? "−huge" : "huge";
    const rounded = x.toFixed(Math.abs(x) >= 99.95 ? 0 : digits);
    return minus(Number(rounded) === 0 ? rounded.replace("-", "") : rounded);
  }
  const signed = x => (x >= 0.05 && x < 1000 ? "+" : "") + stars(x);
  const whole = n => n.toLocaleString("en-US");
  function loss(x) {
    if (!Number.isFinite(x) || x >= 1e6) return "> 999,999";
    return x >= 100 ? whole(Math.round(x)) : x.toFixed(x >= 10 ? 3 : 4);
  }

  // From blue over a neutral middle to orange, as in the charts (Theme.Diverging); the ink is what is read best on it.
  const anchors = [[33, 102, 172], [143, 187, 217], [243, 241, 236], [242, 178, 122], [200, 89, 11]];
  function paint(share) {
    const place = Math.round(100 * Math.min(1, Math.max(0, share))) / 25, i = Math.min(3, Math.floor(place));
    const rgb = anchors[i].map((from, c) => Math.round(from + (anchors[i + 1][c] - from) * (place - i)));
    const [r, g, b] = rgb.map(c => (c / 255 + 0.055) / 1.055).map(c => c ** 2.4); // all above the straight part
    const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    return `background-color:rgb(${rgb});color:${luminance > 0.179 ? "#000" : "#fff"}`; // at least 4.58 to 1
  }

  // A grid of all cells. `show(user, item)` says of a cell { text, share, marks, label }; `on` hears of presses.
  function grid({ title, note, users, items, on }) {
    const cells = users.map((_, user) => items.map((_, item) => el("td", {
      role: "gridcell", tabindex: -1, "data-cell": `${user},${item}`,
      onclick: () => on.press(user, item), onfocus: () => on.mark(user, item),
    })));
    const heads = items.map(name => el("th", { scope: "col", role: "columnheader" }, el("span", {}, name)));
    const sides = users.map(name => el("th", { scope: "row", role: "rowheader" }, el("span", {}, name)));
    const looks = { class: items.length > 8 ? "many" : null, style: `--items:${items.length}` };
    const table = el("table", { role: "grid", "aria-label": title, ...looks },
      el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, el("td", { role: "columnheader" }), ...heads)),
      el("tbody", { role: "rowgroup" },
        ...cells.map((row, user) => el("tr", { role: "row" }, sides[user], ...row))));
    const element = panel(title, note, el("div", { class: "scroll" }, table));
    return {
      title, element,
      focus: (user, item) => cells[user][item].focus(),
      update(show, [atUser, atItem], withLabels) {
        cells.forEach((row, user) => row.forEach((cell, item) => {
          const { text, share, marks, label } = show(user, item);
          set(cell, "text", text);
          set(cell, "style", share === null ? null : paint(share));
          const near = user === atUser || item === atItem ? (user === atUser && item === atItem ? "here" : "near") : "";
          set(cell, "class", [marks, near].filter(Boolean).join(" ") || null);
          set(cell, "tabindex", user === atUser && item === atItem ? 0 : -1);
          if (withLabels) set(cell, "aria-label", label);
        }));
        heads.forEach((head, item) => set(head, "class", item === atItem ? "near" : null));
        sides.forEach((side, user) => set(side, "class", user === atUser ? "near" : null));
      },
    };
  }

  const panel = (title, note, ...children) => el("section", { class: "panel", "aria-label": title },
    el("h3", {}, title, " ", el("small", {}, note)), ...children);

  // Factors as places: a line for one, a plane for two. A point is dragged, or moved by arrow keys; `on` hears of it.
  function map({ users, items, on }) {
    const size = 340, middle = size / 2, names = [...users, ...items];
    const axes = [el("line", { class: "axis" }), el("line", { class: "axis" })];
    const captions = [el("text", { class: "caption" }), el("text", { class: "caption" })];
    const ray = el("line", { class: "ray" }), shadow = el("line", { class: "shadow" }),
      fall = el("line", { class: "fall" });
    let extent = 2, scale = 1, line = false;
    const points = names.map((name, index) => {
      const isUser = index < users.length;
      const mark = isUser ? el("circle", { r: 5.5 }) : el("rect", { x: -5, y: -5, width: 10, height: 10 });
      const text = el("text", {}, name), stem = el("line", { class: "stem" });
      const group = el("g", {
        role: "button", tabindex: -1, class: isUser ? "person" : "film", "data-point": index,
        onfocus: () => on.select(index), onkeydown: nudge, onpointerdown: grab, onpointermove: drag,
        onpointerup: drop, onpointercancel: drop,
      }, stem, el("circle", { r: 15, class: "touch" }), mark, text);
      return { group, text, stem, name, place: 0, width: 7 + 6.4 * name.length };

      function nudge(event) {
        const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
        if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
        const here = points[index].at;
        on.hold(index);
        on.move(index, here[0] + 0.1 * move[0], line ? 0 : here[1] + 0.1 * move[1]);
        on.drop(index);
      }
    });
    let held = null;
    function grab(event) {
      held = Number(event.currentTarget.dataset.point);
      event.currentTarget.setPointerCapture(event.pointerId);
      event.currentTarget.focus();
      event.preventDefault();
      on.hold(held);
    }
    function drag(event) {
      if (held === null) return;
      const box = element.querySelector("svg").getBoundingClientRect();
      const limit = x => Math.max(-0.97, Math.min(0.97, x)) * middle / scale;
      const x = limit(((event.clientX - box.left) / box.width - 0.5) * 2);
      on.move(held, x, line ? 0 : limit((0.5 - (event.clientY - box.top) / box.height) * 2));
    }
    function drop() {
      if (held !== null) on.drop(held);
      held = null;
    }
    const svg = el("svg", { viewBox: `0 0 ${size} ${size}`, role: "group", "aria-label": "Map of the factors" },
      ...axes, ...captions, ray, shadow, fall, ...points.map(point => point.group));
    const note = el("p", { class: "reading" });
    const element = panel("Map", "● people, ■ films", svg, note);

    // A label keeps its side of the point while nothing is in its way.
    function label(point, [x, y], taken) {
      const sides = [[10, 4, "start"], [-10, 4, "end"], [0, -11, "middle"], [0, 20, "middle"],
        [9, -6, "start"], [9, 15, "start"], [-9, -6, "end"], [-9, 15, "end"]];
      const box = ([dx, dy, anchor]) => {
        const left = x + dx - (anchor === "end" ? point.width : anchor === "middle" ? point.width / 2 : 0);
        return [left, y + dy - 11, left + point.width, y + dy + 3];
      };
      const free = side => {
        const [left, top, right, bottom] = box(sides[side]);
        return left > 0 && right < size && taken.every(t => t[0] > right || t[2] < left || t[1] > bottom || t[3] < top);
      };
      point.place = [point.place, ...sides.keys()].find(free) ?? point.place;
      const [dx, dy, anchor] = sides[point.place];
      taken.push(box(sides[point.place]));
      setAll(point.text, { x: dx, y: dy, "text-anchor": anchor });
    }

    return { element, update({ places, k, pair, chosen: [user, item], say, isHeld }) {
      line = k === 1;
      const most = Math.max(1, ...places.flat().map(Math.abs));
      if (!isHeld) extent = roomy(most * 1.05);
      scale = middle * 0.9 / extent;
      const within = v => Math.max(-1.06, Math.min(1.06, v / extent)) * middle * 0.9;
      const onScreen = ([x, y]) => [middle + within(x), middle - within(y)];
      span(axes[0], [0, middle], [size, middle]);
      span(axes[1], [middle, line ? middle - 6 : 0], [middle, line ? middle + 6 : size]);
      captions.forEach((caption, i) => {
        set(caption, "text", i && line ? "" : `factor ${pair[i] + 1}`);
        const [x, y, anchor] = i ? [middle + 5, 12, "start"] : [size - 3, middle - 6, "end"];
        setAll(caption, { x, y, "text-anchor": anchor });
      });
      const screen = places.map(onScreen), taken = line ? [] : screen.map(([x, y]) => [x - 6, y - 6, x + 6, y + 6]);
      const order = line ? places.map((_, i) => i).sort((a, b) => places[a][0] - places[b][0]) : places.keys();
      let rank = 0;
      for (const index of order) {
        const point = points[index], [x, y] = screen[index], chosen = index === user || index === users.length + item;
        point.at = places[index];
        set(point.group, "transform", `translate(${x.toFixed(1)},${y.toFixed(1)})`);
        set(point.group, "tabindex", chosen ? 0 : -1);
        const isUser = index < users.length;
        set(point.group, "class", `${isUser ? "person" : "film"}${chosen ? " chosen" : ""}`);
        set(point.group, "aria-label", `${point.name}, ${isUser ? "person" : "film"}, at `
          + `${places[index].slice(0, line ? 1 : 2).map(v => stars(v, 2)).join(", ")}; arrow keys move it`);
        set(point.text, "visibility", chosen || names.length <= 16 ? "visible" : "hidden");
        if (!line) {
          set(point.stem, "visibility", "hidden");
          if (chosen || names.length <= 16) label(point, [x, y], taken);
          continue;
        }
        // On a line people's names stand above and films' below, in steps.
        const rise = (isUser ? -1 : 1) * (24 + 19 * (rank++ % 6));
        set(point.stem, "visibility", names.length <= 16 ? "visible" : "hidden");
        span(point.stem, [0, 0], [0, rise]);
        const edge = x > size - 60 ? "end" : x < 60 ? "start" : "middle";
        setAll(point.text, { x: 0, y: rise + (isUser ? -3 : 12), "text-anchor": edge });
      }
      // The dot product: the film's shadow on the person's line, times the person's length.
      const [a, b] = [places[user], places[users.length + item]], length = Math.hypot(...a);
      const along = length > 0 ? (a[0] * b[0] + a[1] * b[1]) / length : 0;
      const foot = length > 0 ? a.map(v => v / length * along) : [0, 0];
      for (const [segment, from, to] of [[ray, [0, 0], a], [shadow, [0, 0], foot], [fall, b, foot]]) {
        set(segment, "visibility", length > 0 ? "visible" : "hidden");
        span(segment, onScreen(from), onScreen(to));
      }
      set(note, "text", say(along, length));
    } };
  }

  // The error over the steps: trained on, held out, the constant guess, and the run before as a ghost.
  function curve({ on }) {
    const height = 240, pad = { left: 40, right: 92, top: 12, bottom: 26 };
    const names = ["ghost", "constant", "held", "train"], lines = names.map(name => el("polyline", { class: name }));
    const labels = names.map(name => el("text", { class: name }));
    const ticks = Array.from({ length: 12 }, () => [el("line", { class: "axis" }), el("text", { class: "tick" })]);
    const cursor = el("line", { class: "cursor" });
    const svg = el("svg", { role: "img" }, ...ticks.flat(), ...lines, cursor, ...labels);
    const scrubber = el("input", { type: "range", min: 0, "aria-label": "Look back: the step that is shown",
      oninput: () => on.scrub(Number(scrubber.value)) });
    const log = el("input", { type: "checkbox", onchange: () => on.log(log.checked) });
    const element = panel("Error", "in stars, root mean square", svg, el("div", { class: "row" },
      el("label", { class: "grow" }, "Look back ", scrubber), el("label", {}, log, " log scale")));
    return { element, update({ stops, shown, ghost, constant, isLog, withLabels }) {
      const width = Math.max(260, svg.clientWidth || 360), right = width - pad.right, bottom = height - pad.bottom;
      set(svg, "viewBox", `0 0 ${width} ${height}`);
      const end = Math.max(100, stops.at(-1).step, ghost.at(-1)?.step ?? 0);
      const values = [...stops, ...ghost].flatMap(stop => [stop.train, stop.held]).filter(v => v !== null && v < 1e6);
      const top = Math.max(0.5, Math.min(Math.max(...values, constant), 3.2 * Math.max(constant, 0.5)));
      const low = isLog ? Math.max(1e-3, Math.min(0.1, ...values) * 0.8) : 0;
      const x = step => pad.left + (right - pad.left) * step / end;
      const y = value => {
        const share = isLog ? Math.log(Math.max(value, low) / low) / Math.log(top / low) : value / top;
        return bottom - (bottom - pad.top) * Math.max(0, Math.min(1.02, share));
      };
      const draw = (data, key) => data.filter(stop => stop[key] !== null)
        .map(stop => `${x(stop.step).toFixed(1)},${y(stop[key]).toFixed(1)}`).join(" ");
      const last = shown ?? stops.at(-1), fixed = `${x(0)},${y(constant)} ${right},${y(constant)}`;
      [draw(ghost, "train"), fixed, draw(stops, "held"), draw(stops, "train")]
        .forEach((path, i) => set(lines[i], "points", path));
      const words = [
        ghost.length > 1 && [`last run ${stars(ghost.at(-1).train, 2)}`, ghost.at(-1).train],
        [`guess ${stars(constant, 2)}`, constant],
        last.held !== null && [`hidden ${stars(last.held, 2)}`, stops.at(-1).held],
        [`trained ${stars(last.train, 2)}`, stops.at(-1).train],
      ];
      // From the top down, each label at its line's end and none on another.
      const order = [0, 1, 2, 3].filter(i => words[i]).sort((i, j) => y(words[i][1]) - y(words[j][1]));
      let free = pad.top;
      labels.forEach((text, i) => set(text, "visibility", words[i] ? "visible" : "hidden"));
      order.forEach((i, n) => {
        const place = Math.min(Math.max(free, y(words[i][1])), bottom - 13 * (order.length - 1 - n));
        free = place + 13;
        setAll(labels[i], { text: words[i][0], x: right + 6, y: (place + 4).toFixed(1) });
      });
      const powers = [0.001, 0.01, 0.1, 1, 10], within = v => v >= low && v <= top;
      const round = powers.filter(within).length > 3 ? powers : powers.flatMap(v => [v, 2 * v, 5 * v]);
      const steps = nice(end, 3), levels = isLog ? round.filter(within) : nice(top, 4);
      const all = [...steps.map(s => ["x", s]), ...levels.map(v => ["y", v])];
      ticks.forEach(([tickLine, text], n) => {
        const [kind, value] = all[n] ?? [];
        for (const part of [tickLine, text]) set(part, "visibility", kind ? "visible" : "hidden");
        if (!kind) return;
        const at = kind === "x" ? x(value) : y(value);
        const place = kind === "x" ? [at, bottom, at, bottom + 4, at, bottom + 17]
          : [pad.left, at, right, at, pad.left - 6, at + 4];
        span(tickLine, place.slice(0, 2), place.slice(2, 4));
        const [anchor, said] = kind === "x" ? ["middle", whole(value)] : ["end", String(value)];
        setAll(text, { x: place[4], y: place[5], "text-anchor": anchor, text: said });
      });
      span(cursor, [x(last.step), pad.top], [x(last.step), bottom]);
      const index = shown ? stops.indexOf(shown) : stops.length - 1;
      const said = `step ${whole(last.step)} of ${whole(stops.at(-1).step)}`;
      setAll(scrubber, { max: stops.length - 1, "aria-valuetext": said });
      if (Number(scrubber.value) !== index) scrubber.value = index;
      log.checked = isLog;
      if (withLabels) set(svg, "aria-label",
        `Error over ${whole(stops.at(-1).step)} steps: ${words.filter(Boolean).map(w => w[0]).join(", ")}`);
    } };
  }

  // A round number not below another: the map's scale stands still while the points move a little.
  function roomy(x) {
    const power = 10 ** Math.floor(Math.log10(x));
    return [1, 1.5, 2, 3, 4, 6, 8, 10].find(m => m * power >= x) * power;
  }

  // Round marks from 0 up to an end.
  function nice(end, count) {
    const rough = end / count, power = 10 ** Math.floor(Math.log10(rough));
    const width = [1, 2, 5, 10].find(m => m * power >= rough) * power;
    return Array.from({ length: Math.floor(end / width + 1e-9) + 1 }, (_, i) => Number((i * width).toPrecision(6)));
  }

  return { el, set, panel, grid, map, curve, stars, signed, whole, loss, paint };
})()
