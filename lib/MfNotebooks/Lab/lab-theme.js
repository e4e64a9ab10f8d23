// Keeps an element's `data-dark` as the page is; paper is light.
root => {
  "use strict";
  // As chart.js: the page's own switch, VS Code, JupyterLab, what is painted behind, and else the system.
  let printing = false;
  function isDark() {
    if (printing || matchMedia("print").matches) return false;
    const chosen = document.documentElement.dataset.theme, { vscodeThemeKind, jpThemeLight } = document.body.dataset;
    if (chosen) return chosen === "dark";
    if (vscodeThemeKind) return vscodeThemeKind === "vscode-dark" || vscodeThemeKind === "vscode-high-contrast";
    if (jpThemeLight) return jpThemeLight === "false";
    const [red, green, blue, alpha = 1] = getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g).map(Number);
    return alpha > 0 ? red + green + blue < 384 : matchMedia("(prefers-color-scheme: dark)").matches;
  }
  const dress = () => root.toggleAttribute("data-dark", isDark());
  const watch = new MutationObserver(dress);
  watch.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  watch.observe(document.body, { attributes: true, attributeFilter: [
    "class", "data-vscode-theme-kind", "data-jp-theme-light",
  ] });
  for (const media of ["(prefers-color-scheme: dark)", "print"]) matchMedia(media).addEventListener("change", dress);
  addEventListener("beforeprint", () => { printing = true; dress(); });
  addEventListener("afterprint", () => { printing = false; dress(); });
  dress();
}
