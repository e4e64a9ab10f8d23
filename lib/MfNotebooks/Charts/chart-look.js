// How charts look: their colours on light and on dark pages, their styles, and the signs of the legend.
(() => {
  const font = { family: "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif", size: 13 };

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

  // plotly.js stumbles over attributes that are null; in an array null is a gap.
  const clone = value => JSON.parse(JSON.stringify(value), function (_, inner) {
    return inner === null && !Array.isArray(this) ? undefined : inner;
  });

  const recoloured = value => JSON.parse(JSON.stringify(clone(value))
    .replace(/#[0-9A-F]{6}/g, color => onDark[color] ?? color));

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

  return { css, look, template, element, plain, clone, recoloured, legend };
})()
