(() => {
  const root = document.documentElement;
  const systemDark = matchMedia('(prefers-color-scheme: dark)');
  const toggle = document.getElementById('theme-toggle');
  const current = () => root.dataset.theme || (systemDark.matches ? 'dark' : 'light');

  const label = () => {
    toggle.setAttribute('aria-label', current() === 'dark' ? 'Use the light theme' : 'Use the dark theme');
  };
  toggle.addEventListener('click', () => {
    root.dataset.theme = current() === 'dark' ? 'light' : 'dark';
    try {
      localStorage.setItem('theme', root.dataset.theme);
    } catch {
      // Not remembered, then.
    }
    label();
  });
  systemDark.addEventListener('change', label);
  label();

  const contents = document.getElementById('contents');
  if (!contents) return;

  // Beside the text it is always open, above the text it is folded.
  const wide = matchMedia('(min-width: 1100px)');
  const fold = () => { contents.open = wide.matches; };
  wide.addEventListener('change', fold);
  fold();

  const links = new Map(
    [...contents.querySelectorAll('a')].map(link => [decodeURIComponent(link.hash.slice(1)), link]));
  const headings = [...links.keys()].map(id => document.getElementById(id)).filter(Boolean);
  const mark = () => {
    const passed = headings.filter(heading => heading.getBoundingClientRect().top < innerHeight * 0.3);
    const here = passed[passed.length - 1];
    for (const [id, link] of links) {
      if (here && id === here.id) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  };
  addEventListener('scroll', mark, { passive: true });
  mark();

  for (const code of document.querySelectorAll('.cell-code')) {
    if (!navigator.clipboard) break;
    const button = document.createElement('button');
    button.className = 'copy';
    button.type = 'button';
    button.textContent = 'Copy';
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(code.querySelector('code').textContent);
      button.textContent = 'Copied';
      setTimeout(() => { button.textContent = 'Copy'; }, 1500);
    });
    code.append(button);
  }
})();
