// Whether a page is dark; paper is light. `changed` is called whenever that may have changed.
changed => {
  let printing = false;
  const isPaper = () => printing || matchMedia("print").matches;
  // The page's own switch, VS Code, JupyterLab, what is painted behind, or the system says it.
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
  const watch = new MutationObserver(changed);
  watch.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const marks = ["class", "data-vscode-theme-kind", "data-jp-theme-light"];
  watch.observe(document.body, { attributes: true, attributeFilter: marks });
  for (const media of ["(prefers-color-scheme: dark)", "print"]) matchMedia(media).addEventListener("change", changed);
  addEventListener("beforeprint", () => { printing = true; changed(); });
  addEventListener("afterprint", () => { printing = false; changed(); });
  return { isDark, isPaper };
}
