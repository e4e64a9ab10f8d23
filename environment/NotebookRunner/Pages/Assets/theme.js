// Before the page is drawn, so that neither a remembered theme nor an answer flashes.
document.documentElement.classList.add('js');
try {
  const remembered = localStorage.getItem('theme');
  if (remembered === 'light' || remembered === 'dark') document.documentElement.dataset.theme = remembered;
} catch {
  // Storage is closed to pages opened from a file in some browsers: the system's theme holds.
}
