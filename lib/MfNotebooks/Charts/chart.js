// Draws the charts of a page. Every chart carries this text, so any one of them works alone; the first one defines it.
window.MfCharts ??= (() => {
  const okabeIto = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00"];
  const font = { family: "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif", size: 13 };

  function template(dark) {
    const ink = dark ? "#e6e4df" : "#24292f", soft = dark ? "#a9a69f" : "#57606a";
    const line = dark ? "#4a4d53" : "#c9ced4", grid = dark ? "#34373c" : "#e7eaee", raised = dark ? "#2a2d32" : "#ffffff";
    const axis = { gridcolor: grid, linecolor: line, zerolinecolor: line, tickcolor: line, tickfont: { color: soft }, title: { font: { color: ink } }, automargin: true };
    return {
      layout: {
        font: { ...font, color: ink }, colorway: dark ? okabeIto.map(lighten) : okabeIto,
        paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
        title: { x: 0, xanchor: "left", y: 1, yanchor: "top", pad: { l: 10, t: 16 }, font: { size: 16, color: ink } },
        xaxis: axis, yaxis: axis,
        hoverlabel: { bgcolor: raised, bordercolor: line, font: { ...font, color: ink }, align: "left" },
        legend: { bgcolor: "rgba(0,0,0,0)", font: { color: ink } },
        annotationdefaults: { font: { color: ink } },
        // plotly.js paints the pressed button almost white, on dark pages too: so the others are light there as well.
        updatemenudefaults: { bgcolor: dark ? "#b4bac2" : raised, bordercolor: line, font: { color: dark ? "#0a3069" : "#0550ae" } },
        sliderdefaults: { bgcolor: raised, bordercolor: line, activebgcolor: soft, tickcolor: line, font: { color: soft }, currentvalue: { font: { color: ink } } },
        modebar: { bgcolor: "rgba(0,0,0,0)", color: soft, activecolor: ink },
        coloraxis: { colorbar: { outlinewidth: 0, tickfont: { color: soft } } },
      },
    };
  }

  function lighten(hex) {
    const part = i => Math.round(parseInt(hex.slice(i, i + 2), 16) * 0.65 + 255 * 0.35);
    return `rgb(${part(1)},${part(3)},${part(5)})`;
  }

  // The page's own switch, VS Code, JupyterLab, what is painted behind, and else the system say whether the page is dark.
  function isDark() {
    const chosen = document.documentElement.dataset.theme, { vscodeThemeKind, jpThemeLight } = document.body.dataset;
    if (chosen) return chosen === "dark";
    if (vscodeThemeKind) return vscodeThemeKind === "vscode-dark" || vscodeThemeKind === "vscode-high-contrast";
    if (jpThemeLight) return jpThemeLight === "false";
    const [red, green, blue, alpha = 1] = getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g).map(Number);
    if (alpha > 0) return red + green + blue < 384; // Jupyter's classic page is white whatever the system is
    return matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function draw(box, figure) {
    const layout = { ...figure.layout, template: template(isDark()), autosize: true };
    if (layout.width === 600 && layout.height === 600) layout.height = 450; // Plotly.NET's own default, not the reader's wish
    if (layout.width === 600) delete layout.width;
    box.replaceChildren();
    const config = { displaylogo: false, responsive: true, modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"], ...figure.config };
    return Plotly.newPlot(box, figure.data, layout, config).then(() => follow(box));
  }

  // A button called "play" walks the chart's slider; every other button, or a hand on the slider, stops it.
  function playable(box) {
    let timer;
    const stop = () => clearInterval(timer);
    const go = index => {
      const slider = box.layout.sliders[0], [data, layout, traces] = slider.steps[index].args;
      return Plotly.update(box, data, { ...layout, "sliders[0].active": index }, traces);
    };
    const advance = () => {
      const { active, steps } = box.layout.sliders[0];
      if (!box.isConnected || active + 1 >= steps.length) return stop();
      go(active + 1);
    };
    box.on("plotly_sliderstart", stop);
    box.on("plotly_buttonclicked", ({ button }) => {
      stop();
      if (button.name !== "play") return;
      const { active, steps } = box.layout.sliders[0];
      if (active + 1 >= steps.length) go(0);
      timer = setInterval(advance, 120);
    });
  }

  function follow(box) {
    box.dataset.drawn = "true";
    if (box.layout.sliders?.length) playable(box);
    let dark = isDark();
    const repaint = () => {
      if (!box.isConnected || isDark() === dark) return;
      dark = isDark();
      Plotly.relayout(box, { template: template(dark) });
    };
    const watch = new MutationObserver(repaint);
    watch.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    watch.observe(document.body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-kind", "data-jp-theme-light"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  }

  // What the CDN serves must be what Plotly.NET carries, byte for byte.
  let cdn;
  function askCdn({ version, integrity }) {
    cdn ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      Object.assign(script, {
        src: `https://cdn.plot.ly/plotly-${version}.min.js`, integrity, crossOrigin: "anonymous", onload: resolve, onerror: reject,
      });
      document.head.append(script);
    });
    return cdn;
  }

  // plotly.js comes with the start-up card, which a front end may render after this chart.
  function show(id, figure, plotly) {
    const began = Date.now();
    (function wait() {
      const box = document.getElementById(id), waited = Date.now() - began;
      if (box && window.Plotly) return draw(box, figure);
      if (waited > 4000) askCdn(plotly).catch(() => box?.firstElementChild?.setAttribute("title", "Run the notebook's first cell: it brings plotly.js."));
      if (waited < 120000) setTimeout(wait, waited < 4000 ? 50 : 500);
    })();
  }

  return { show, template, isDark };
})();
