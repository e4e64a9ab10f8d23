// Draws one chart. Every chart carries this text, so any one of them works alone; nothing of it is global.
(({ css, look, template, element, plain, clone, recoloured, legend }, pageTheme) => {
  const narrowBelow = 600, paperWidth = 640;

  const wrapped = (text, most) => {
    const cut = text.length > most ? text.lastIndexOf(" ", most) : -1;
    return cut < 0 ? text : `${text.slice(0, cut)}<br>${text.slice(cut + 1)}`;
  };

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
    const repaint = () => box.isConnected && paint(), page = pageTheme(repaint);

    function paint(always) {
      const room = box.clientWidth || 700, width = page.isPaper() ? Math.min(paperWidth, room) : room;
      const dark = page.isDark(), narrow = width < narrowBelow, state = `${width} ${dark}`;
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
        displaylogo: false, displayModeBar: narrow || page.isPaper() ? false : "hover",
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
    new ResizeObserver(() => requestAnimationFrame(repaint)).observe(box);
  }

  // As in tables of correlations: .5 for 0.5, and 1 for 1.0.
  const brief = number => number.replace(/^(−?)0\./, "$1.").replace(/^(−?1)\.0+$/, "$1");

  // plotly.js shrinks all numbers of a heatmap until the widest fits its cell. Those of one chart get one size. Too
  // small ones are enlarged. Where they would not fit then, they are written briefly, and where they would not even so,
  // the colours speak alone: hovering and the arrow keys still tell the numbers.
  function enlarge(plot) {
    const smallest = 8, whole = number => number;
    const maps = [...plot.querySelectorAll(".hm")].map(map => {
      const texts = [...map.querySelectorAll(".heatmap-label text")], { trace } = map.__data__[0];
      const size = texts.length ? parseFloat(getComputedStyle(texts[0]).fontSize) : 0;
      const room = map.getBoundingClientRect().width / trace.z[0].length + 2; // the gap counts too
      const widest = write => Math.max(...texts.map(text =>
        text.getBBox().width * write(text.textContent).length / text.textContent.length));
      const ways = Array.isArray(trace.text?.[0]) ? [whole, brief] : [whole];
      const write = ways.find(way => widest(way) * Math.max(1, smallest / size) < room);
      return { index: trace.index, size: write ? size * widest(whole) / widest(write) : size, write };
    }).filter(map => map.size);
    const size = Math.max(smallest, Math.min(...maps.filter(map => map.write).map(map => map.size)));
    const changed = maps.filter(map => map.write !== whole || Math.abs(map.size - size) > 0.1);
    // All at once, because each restyle draws the whole chart anew; what is undefined stays.
    const each = value => changed.map(value);
    if (changed.length) Plotly.restyle(plot, {
      texttemplate: each(({ write }) => write ? undefined : ""),
      "textfont.size": each(({ write }) => write && size),
      text: each(({ index, write }) => write === brief ? plot.data[index].text.map(row => row.map(brief)) : undefined),
    }, each(map => map.index));
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
})
