// Draws one chart. Every chart carries this text, so any one of them works alone; nothing of it is global.
(() => {
  const font = { family: "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif", size: 13 };
  const narrowBelow = 600, paperWidth = 640;

  // The library's colours (Theme.cs) are for light pages; each has a sister for dark ones.
  const onDark = {
    "#0072B2": "#62B5EC", "#C44E00": "#F58A4B", "#00805C": "#3CC79A", "#A8447E": "#E79CC6", "#6B5CA5": "#B3A5EE",
    "#8A6100": "#E9B44C", "#757575": "#A3A3A3", "#FDFEFF": "#1B212A", "#DCE9F3": "#25303D", "#B9D2E6": "#34465A",
  };

  const css = `
    .mf-chart { color: var(--mf-ink); font: 13px/1.45 ${font.family}; break-inside: avoid; }
    .mf-chart p, .mf-chart ul { margin: 0; padding: 0; max-width: none; }
    .mf-chart .mf-title { font-size: 16px; font-weight: 600; line-height: 1.3; margin: 12px 0 4px; }
    .mf-chart .mf-controls { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: center; margin: 6px 0 2px; }
    .mf-chart .mf-controls:empty { display: none; }
    .mf-chart .mf-buttons { display: flex; gap: 6px; }
    .mf-chart button { font: inherit; color: var(--mf-ink); background: transparent; border: 1px solid var(--mf-edge);
      border-radius: 6px; padding: 4px 12px; min-height: 30px; cursor: pointer; }
    .mf-chart button[aria-pressed=true] { background: var(--mf-accent); border-color: var(--mf-accent);
      color: var(--mf-paper); }
    .mf-chart label { display: flex; flex: 1 1 260px; flex-wrap: wrap; gap: 2px 12px; align-items: center; }
    .mf-chart label span { min-width: 7.5em; font-variant-numeric: tabular-nums; font-weight: 600; }
    .mf-chart input[type=range] { flex: 1 1 180px; min-width: 120px; height: 26px; margin: 0;
      accent-color: var(--mf-accent); }
    .mf-chart :focus-visible { outline: 2px solid var(--mf-accent); outline-offset: 2px; }
    .mf-chart .mf-legend { display: flex; flex-wrap: wrap; gap: 2px 18px; list-style: none; margin: 2px 0 8px; }
    .mf-chart .mf-legend li { display: flex; gap: 7px; align-items: center; margin: 0; }
    .mf-chart .mf-legend svg { flex: none; }
    .mf-chart .mf-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
      white-space: nowrap; }
    .mf-chart .mf-plot { width: 100%; overflow: hidden; outline-offset: -2px !important; }
    [inert] .mf-chart :is(.mf-controls, .modebar-container) { display: none !important; }
    @media print { .mf-chart :is(.mf-controls button, input, .modebar-container) { display: none !important; } }`;

  function look(dark) {
    return dark
      ? { ink: "#e6e4df", soft: "#b9b6af", line: "#5b6068", grid: "#34373c", raised: "#2a2d32", edge: "#8b929b",
          accent: "#62B5EC", paper: "#14171d" }
      : { ink: "#24292f", soft: "#57606a", line: "#b9bfc6", grid: "#e7eaee", raised: "#ffffff", edge: "#767d86",
          accent: "#0072B2", paper: "#ffffff" };
  }

  function template(dark) {
    const { ink, soft, line, grid, raised } = look(dark);
    const axis = {
      gridcolor: grid, linecolor: line, zerolinecolor: line, tickcolor: line, tickfont: { color: soft },
      title: { font: { color: ink } }, automargin: true,
    };
    const colorbar = { outlinewidth: 0, tickfont: { color: soft }, title: { font: { color: ink } } };
    return {
      layout: {
        font: { ...font, color: ink },
        colorway: Object.entries(onDark).slice(0, 6).map(([onLight, dim]) => dark ? dim : onLight),
        paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
        title: { x: 0, xanchor: "left", y: 1, yanchor: "top", pad: { l: 10, t: 16 }, font: { size: 16, color: ink } },
        xaxis: axis, yaxis: axis,
        hoverlabel: { bgcolor: raised, bordercolor: line, font: { ...font, color: ink }, align: "left" },
        legend: { bgcolor: "rgba(0,0,0,0)", font: { color: ink } },
        annotationdefaults: { font: { color: ink } },
        modebar: { bgcolor: "rgba(0,0,0,0)", color: soft, activecolor: ink },
        coloraxis: { colorbar },
      },
      data: { contour: [{ colorbar: { ...colorbar, outlinewidth: 1, outlinecolor: line } }] },
    };
  }

  // Paper is light. Else the page's own switch, VS Code, JupyterLab, what is painted behind, or the system says it.
  function isDark() {
    if (isPaper()) return false;
    const chosen = document.documentElement.dataset.theme, { vscodeThemeKind, jpThemeLight } = document.body.dataset;
    if (chosen) return chosen === "dark";
    if (vscodeThemeKind) return vscodeThemeKind === "vscode-dark" || vscodeThemeKind === "vscode-high-contrast";
    if (jpThemeLight) return jpThemeLight === "false";
    const [red, green, blue, alpha = 1] = getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g).map(Number);
    if (alpha > 0) return red + green + blue < 384; // Jupyter's classic page is white whatever the system is
    return matchMedia("(prefers-color-scheme: dark)").matches;
  }

  let printing = false;
  const isPaper = () => printing || matchMedia("print").matches;

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  // plotly.js' texts know a few tags and entities.
  const entities = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
  const plain = text => (text ?? "").replace(/<br>/g, " ").replace(/<[^>]*>/g, "")
    .replace(/&\w+;/g, name => entities[name] ?? name);

  const wrapped = (text, most) => {
    const cut = text.length > most ? text.lastIndexOf(" ", most) : -1;
    return cut < 0 ? text : `${text.slice(0, cut)}<br>${text.slice(cut + 1)}`;
  };

  // plotly.js stumbles over attributes that are null; in an array null is a gap.
  const clone = value => JSON.parse(JSON.stringify(value), function (_, inner) {
    return inner === null && !Array.isArray(this) ? undefined : inner;
  });

  const recoloured = value => JSON.parse(JSON.stringify(clone(value))
    .replace(/#[0-9A-F]{6}/g, color => onDark[color] ?? color));

  // On a narrow page the axes' titles wrap, and fewer numbers stand under a plot.
  function shorten(layout) {
    for (const [name, axis] of Object.entries(layout).filter(([name]) => /^[xy]axis/.test(name))) {
      if (axis.title?.text) axis.title.text = wrapped(axis.title.text, name[0] === "x" ? 20 : 34);
      if (name[0] === "x") axis.nticks = Math.min(axis.nticks ?? 4, 4);
    }
  }

  function set(target, path, value) {
    const names = path.split("."), last = names.pop();
    const owner = names.reduce((owner, name) => owner[name] ??= {}, target);
    if (value === null) delete owner[last]; else owner[last] = value;
  }

  function merge(target, changes) {
    for (const [name, value] of Object.entries(changes ?? {})) {
      const isObject = value && typeof value === "object" && !Array.isArray(value);
      target[name] = isObject && target[name] ? merge(target[name], value) : value;
    }
    return target;
  }

  // ---- The legend: HTML, so that it wraps; its signs are what is drawn.

  const dashes = { dash: "8 5", dot: "2 4", dashdot: "8 4 2 4", longdash: "12 5", longdashdot: "12 4 2 4" };
  const shapes = {
    circle: "M17 8a5 5 0 1 1-10 0a5 5 0 1 1 10 0z", square: "M7.5 3.5h9v9h-9z", diamond: "M12 2l6 6l-6 6l-6-6z",
    cross: "M10 3h4v3h3v4h-3v3h-4v-3h-3v-4h3z", x: "M8 2l4 4l4-4l2 2l-4 4l4 4l-2 2l-4-4l-4 4l-2-2l4-4l-4-4z",
    "triangle-up": "M12 2l6 11h-12z", star: "M12 1l2 5h5l-4 3l2 6l-5-4l-5 4l2-6l-4-3h5z",
  };
  const shape = symbol => shapes[symbol] ?? Object.values(shapes)[symbol] ?? shapes.circle;

  function sign(trace) {
    const one = value => Array.isArray(value) ? value[0] : value;
    const color = one(trace.marker?.color) ?? trace.line?.color ?? trace.fillcolor ?? "currentColor";
    const { color: stroke = color, width = 2, dash } = trace.line ?? {}, { bgcolor, fgcolor } = trace.fillpattern ?? {};
    const line = `<path d="M0 8h24" stroke="${stroke}" stroke-width="${Math.min(6, width)}"
      stroke-dasharray="${dashes[dash] ?? ""}"/>`;
    const square = "M5.5 1.5h13v13h-13z", bar = `<path d="M2 2h20v12h-20z" fill="${color}"/>`;
    const cell = `<path d="M4 0h16v16h-16z" fill="#F3F1EC"/>`;
    switch (trace.meta) {
      case "frame": return `${cell}<path d="${square}" stroke="#fff" stroke-width="3"/>
        <path d="${square}" stroke="#000" stroke-width="2" stroke-dasharray="2 2"/>`;
      case "hatching": return `<path d="M4 0h16v16h-16z" fill="${bgcolor}"/>
        <path d="M4 6l6-6M4 12l12-12M6 16l14-14M12 16l8-8" stroke="${fgcolor}"/>`;
      case "cross": return `${cell}<path d="M8 4l8 8m0-8l-8 8" stroke="#000" stroke-width="2.5"/>`;
      case "arrow": return `${line}<path d="M24 8l-9-5v10z" fill="${color}"/>`;
      case "striped": return `${bar}<path d="M4 14l10-12M12 14l9-11" stroke="#fff"/>`;
    }
    if (trace.type === "bar") return bar;
    const symbol = one(trace.marker?.symbol);
    if (symbol === "cross-thin")
      return `<path d="M12 1v14M5 8h14" stroke="${trace.marker.line.color}" stroke-width="2"/>`;
    return (trace.mode?.includes("lines") ? line : "")
      + (trace.mode?.includes("markers") ? `<path d="${shape(symbol)}" fill="${color}"/>` : "");
  }

  function legend(list, traces) {
    const isSurface = trace => trace.type === "heatmap" || trace.type === "contour";
    const named = traces.filter(t => t.name && t.showlegend !== false && !isSurface(t) && (t.x?.length ?? 1) > 0);
    list.replaceChildren(...named.length < 2 && !named.some(t => t.meta) ? [] : named.map(trace => {
      const item = element("li");
      item.innerHTML =
        `<svg width="24" height="16" viewBox="0 0 24 16" fill="none" aria-hidden="true">${sign(trace)}</svg>`;
      item.append(element("span", {}, plain(trace.name)));
      return item;
    }));
  }

  // ---- One chart.

  function draw(box, { data, layout, config }) {
    const meta = layout.meta ?? {}, own = meta.description !== undefined;
    const [slider] = layout.sliders ?? [], menus = layout.updatemenus ?? [];
    const id = box.id, said = plain(layout.title?.text) || "Chart";
    const title = element("p", { class: "mf-title", id: `${id}-title` }, own ? said : "");
    const notes = (meta.notes ?? []).map(note => element("p", {}, note));
    const controls = element("div", { class: "mf-controls" }), plot = element("div", { class: "mf-plot" });
    const keys = element("ul", { class: "mf-legend" });
    const text = element("p", { class: "mf-hidden", id: `${id}-text` }, meta.description ?? said);
    const live = element("p", { class: "mf-hidden", "aria-live": "polite" });
    box.replaceChildren(element("style", {}, css), title, ...notes, controls, plot, keys, text, live);
    if (!own) title.remove();
    box.removeAttribute("aria-label");
    box.setAttribute("role", "group");
    box.setAttribute("aria-labelledby", own ? title.id : text.id);
    box.style.minHeight = "";
    delete layout.sliders;
    delete layout.updatemenus;
    // 600 × 600 is Plotly.NET's own default, not the reader's wish.
    if (layout.width === 600 && layout.height === 600) layout.height = 450;
    if (layout.width === 600) delete layout.width;
    let drawn = "", wasNarrow = false;

    function paint(always) {
      const room = box.clientWidth || 700, width = isPaper() ? Math.min(paperWidth, room) : room;
      const dark = isDark(), narrow = width < narrowBelow, state = `${width} ${dark}`;
      if (!always && state === drawn) return;
      drawn = state;
      // A colour bar that lay keeps its room where it stands, and the other way round: plotly.js begins anew.
      if (narrow !== wasNarrow) Plotly.purge(plot);
      wasNarrow = narrow;
      const colors = look(dark);
      for (const name of ["ink", "edge", "accent", "paper"]) box.style.setProperty(`--mf-${name}`, colors[name]);
      const now = merge(clone(layout), narrow ? meta.narrow : {});
      if (narrow) shorten(now);
      if (own) {
        delete now.title;
        now.showlegend = false;
      }
      Object.assign(now, { width: layout.width ?? width, dragmode: narrow ? false : now.dragmode ?? "zoom" });
      const shown = dark ? recoloured([data, now]) : clone([data, now]);
      if (own) legend(keys, shown[0]);
      const options = {
        displaylogo: false, displayModeBar: narrow || isPaper() ? false : "hover",
        modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"], ...config,
      };
      return Plotly.react(plot, shown[0], { ...shown[1], template: template(dark) }, options)
        .then(() => enlarge(plot)).then(() => box.dataset.drawn = "true");
    }

    function change([traceChanges, layoutChanges = {}, traces = []]) {
      for (const [name, values] of Object.entries(traceChanges ?? {}))
        traces.forEach((trace, n) => values[n] === null || set(data[trace], name, values[n]));
      for (const [name, value] of Object.entries(layoutChanges)) {
        set(layout, name, value);
        if (name === "title.text") title.textContent = plain(value);
      }
      paint(true);
    }

    if (slider) slide(controls, slider, change);
    buttons(controls, menus.flatMap(menu => menu.buttons), change);
    explore(plot, live, id);
    paint(true);
    follow(box, paint);
  }

  // plotly.js shrinks all numbers of a heatmap until the widest fits its cell. Those of one chart get one size. Too
  // small ones are enlarged, and where they would not fit then, the colours speak alone: hovering and the arrow keys
  // still tell the numbers.
  function enlarge(plot) {
    const smallest = 8;
    const maps = [...plot.querySelectorAll(".hm")].map(map => {
      const texts = [...map.querySelectorAll(".heatmap-label text")], { trace } = map.__data__[0];
      const size = texts.length ? parseFloat(getComputedStyle(texts[0]).fontSize) : 0;
      const room = map.getBoundingClientRect().width / trace.z[0].length + 2; // the gap counts too
      const fits = Math.max(...texts.map(text => text.getBBox().width)) * Math.max(1, smallest / size) < room;
      return { index: trace.index, size, fits };
    }).filter(map => map.size);
    const size = Math.max(smallest, Math.min(...maps.filter(map => map.fits).map(map => map.size)));
    const restyle = (change, chosen) => {
      if (chosen.length) Plotly.restyle(plot, change, chosen.map(map => map.index));
    };
    restyle({ texttemplate: "" }, maps.filter(map => !map.fits));
    restyle({ "textfont.size": size }, maps.filter(map => map.fits && Math.abs(map.size - size) > 0.1));
  }

  // A slider as the browser's own: arrows, Home and End move it, and a screen reader says what it stands at.
  function slide(controls, { steps, currentvalue, active = 0 }, change) {
    const said = element("span"), range = element("input", { type: "range", min: 0, max: steps.length - 1, step: 1 });
    const label = element("label", {}, said, range);
    if (steps.length > 1) controls.append(label);
    const show = () => {
      said.textContent = plain((currentvalue?.prefix ?? "") + steps[range.value].label);
      range.setAttribute("aria-valuetext", said.textContent);
    };
    range.value = active;
    show();
    range.addEventListener("input", () => {
      show();
      change(steps[range.value].args);
    });
  }

  // Buttons that change the chart: one of them is pressed.
  function buttons(controls, all, change) {
    if (!all.length) return;
    const group = element("div", { class: "mf-buttons", role: "group" });
    group.append(...all.map((button, n) => {
      const made = element("button", { type: "button", "aria-pressed": n === 0 }, button.label);
      made.addEventListener("click", () => {
        change(button.method === "relayout" ? [{}, button.args[0]] : button.args);
        for (const other of group.children) other.setAttribute("aria-pressed", other === made);
      });
      return made;
    }));
    controls.prepend(group);
  }

  // The plot takes the focus: arrows walk its points, Home and End go to the first and last; a voice tells.
  function explore(plot, live, id) {
    let at = null;
    const roles = { role: "application", "aria-roledescription": "chart, arrow keys tell its values" };
    for (const [name, value] of Object.entries({ tabindex: 0, ...roles, "aria-labelledby": `${id}-text` }))
      plot.setAttribute(name, value);
    const rows = trace => trace.type === "heatmap" || trace.type === "contour" ? trace.z.length : 0;
    const within = (n, count) => Math.min(count - 1, Math.max(0, n));
    const size = trace => rows(trace) ? trace.z[0].length : trace.x?.length ?? 0;
    plot.addEventListener("keydown", event => {
      if (event.key === "Escape") return Plotly.Fx.unhover(plot);
      const traces = (plot._fullData ?? []).filter(t => t.visible === true && t.hoverinfo !== "skip" && size(t) > 0);
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key] ?? 0;
      const turn = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0;
      if (!traces.length || (!step && !turn && event.key !== "Home" && event.key !== "End")) return;
      event.preventDefault();
      event.stopPropagation(); // a notebook's own keys stay out of it
      const order = Math.max(0, traces.findIndex(t => t.index === at?.index)), isFirst = at === null;
      let trace = traces[order], { row = 0, point = step ? -1 : 0 } = at ?? {};
      if (event.key === "Home") point = 0;
      if (event.key === "End") point = size(trace) - 1;
      point += step;
      if (rows(trace)) {
        if (!isFirst) row = within(row + turn, rows(trace));
        const beside = traces[order + step];
        if ((point < 0 || point >= size(trace)) && beside && rows(beside) > row)
          [trace, point] = [beside, point < 0 ? size(beside) - 1 : 0];
      } else if (turn && !isFirst) trace = traces[within(order + turn, traces.length)];
      point = within(point, size(trace));
      at = { index: trace.index, row, point };
      const place = { curveNumber: trace.index, pointNumber: rows(trace) ? [row, point] : point };
      Plotly.Fx.hover(plot, [place], (trace.xaxis ?? "x") + (trace.yaxis ?? "y"));
      setTimeout(() => {
        const lines = [...plot.querySelectorAll(".hoverlayer text")].filter(text => text.textContent)
          .flatMap(text => text.querySelector(".line") ? [...text.querySelectorAll(".line")] : [text]);
        const empty = `${plain(trace.hovertext?.[row]?.[point])}: empty`; // where plotly.js has no label
        live.textContent = lines.map(line => line.textContent).join(", ") || empty;
      }, 120);
    });
    plot.addEventListener("blur", () => plot._fullLayout && Plotly.Fx.unhover(plot));
  }

  // Drawn anew when the theme changes, when the page gets narrower or wider, and for paper.
  function follow(box, paint) {
    const repaint = () => box.isConnected && paint();
    const watch = new MutationObserver(repaint);
    watch.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    const marks = ["class", "data-vscode-theme-kind", "data-jp-theme-light"];
    watch.observe(document.body, { attributes: true, attributeFilter: marks });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
    matchMedia("print").addEventListener("change", repaint);
    addEventListener("beforeprint", () => { printing = true; repaint(); });
    addEventListener("afterprint", () => { printing = false; repaint(); });
    new ResizeObserver(() => requestAnimationFrame(repaint)).observe(box);
  }

  // What the CDN serves must be what Plotly.NET carries, byte for byte.
  function askCdn({ version, integrity }) {
    if (document.querySelector("script[data-mf-plotly]")) return;
    const src = `https://cdn.plot.ly/plotly-${version}.min.js`;
    document.head.append(element("script", { src, integrity, crossorigin: "anonymous", "data-mf-plotly": "" }));
  }

  // plotly.js comes with the start-up card, which a front end may render after this chart.
  return function show(id, figure, plotly) {
    const began = Date.now();
    (function wait() {
      const box = document.getElementById(id), waited = Date.now() - began;
      if (box && window.Plotly) return draw(box, figure);
      if (waited > 4000) {
        askCdn(plotly);
        box?.firstElementChild?.setAttribute("title", "Run the notebook's first cell: it brings plotly.js.");
      }
      if (waited < 120000) setTimeout(wait, waited < 4000 ? 50 : 500);
    })();
  };
})()
