// Guess, then look; and answers to exercises, judged in the browser. Nothing leaves the page, and nothing is kept
// when it is closed.
(() => {
  const make = (tag, options = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), options);
    element.append(...children);
    return element;
  };

  // A prompt's field. What answers it is folded by the style sheet until it carries the class shown.
  const show = answer => {
    answer.classList.add('shown');
    dispatchEvent(new Event('resize'));
  };

  const field = (kind, name) => {
    if (!Array.isArray(kind)) {
      const input = make('input', { type: 'text', name: 'guess', autocomplete: 'off', required: true });
      if (kind === 'number') input.inputMode = 'decimal';
      return make('label', {}, 'Your guess', input);
    }
    const choices = kind.map(value => make('label', {},
      make('input', { type: 'radio', name: 'guess', value, required: true }), make('span', {}, value)));
    return make('fieldset', {}, make('legend', {}, 'Your guess'), ...choices);
  };

  for (const place of document.querySelectorAll('.guess')) {
    const answer = document.getElementById(place.dataset.for);
    const form = make('form', {}, field(JSON.parse(place.dataset.kind)),
      make('button', { type: 'submit' }, 'Compare'),
      make('button', { type: 'button', className: 'quiet' }, 'Show without a guess'));
    const finish = words => {
      const kept = make('p', { className: 'guess-kept', tabIndex: -1 }, ...words);
      kept.setAttribute('role', 'status');
      form.replaceWith(kept);
      show(answer);
      kept.focus({ preventScroll: true });
    };
    form.addEventListener('submit', event => {
      event.preventDefault();
      const guess = new FormData(form).get('guess').trim();
      if (guess) finish(['You guessed ', make('strong', {}, guess), '. Now look.']);
    });
    form.querySelector('.quiet').addEventListener('click', () => finish(['Shown without a guess.']));
    for (const button of form.querySelectorAll('button')) {
      button.setAttribute('aria-controls', answer.id);
      button.setAttribute('aria-expanded', 'false');
    }
    place.append(form);
  }

  // For the projector, for a search in the page, and for whoever comes by a link into what is folded.
  const all = () => { for (const button of document.querySelectorAll('.guess .quiet')) button.click(); };
  const unfold = make('button', { type: 'button', id: 'unfold', className: 'quiet' }, 'Show all answers');
  unfold.addEventListener('click', () => { all(); unfold.remove(); });
  if (document.querySelector('.guess')) document.querySelector('.toc ol')?.after(unfold);
  const arrive = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folded = target && target.closest('.answer:not(.shown)');
    if (folded) { show(folded); target.scrollIntoView(); }
  };
  addEventListener('hashchange', arrive);
  arrive();

  // An exercise. Its right and known wrong answers are here as hashes, FNV-1a of 64 bits, as the library makes them.
  const hash = text => {
    let value = 14695981039346656037n;
    for (const byte of new TextEncoder().encode(text))
      value = BigInt.asUintN(64, (value ^ BigInt(byte)) * 1099511628211n);
    return value.toString(16).padStart(16, '0');
  };
  const decode = text => new TextDecoder().decode(Uint8Array.from(atob(text), one => one.charCodeAt(0)));

  const judge = (known, text) => {
    let key = text.toLowerCase();
    if (known.kind === 'number') {
      const number = Number(text.replace('−', '-').replaceAll(/(?<=\d)[_ ](?=\d{3})/g, ''));
      if (!Number.isFinite(number)) return { state: '', say: 'Write a number, such as 2.5.' };
      key = BigInt(Math.floor(number / known.step + 0.5)).toString();
    }
    const hashed = hash(known.salt + key);
    if (known.right.includes(hashed)) return { state: 'Right', say: 'Right.' };
    const mistake = known.mistakes.find(one => one.keys.includes(hashed));
    return { state: 'Wrong', say: mistake ? decode(mistake.say) : `Not ${text}.` };
  };

  for (const [place, check] of [...document.querySelectorAll('.mf-check[data-answer]')].entries()) {
    const known = JSON.parse(check.dataset.answer);
    const number = check.dataset.exercise;
    const result = make('p', { className: 'check-result' });
    result.setAttribute('role', 'status');
    const input = make('input', { type: 'text', name: 'answer', autocomplete: 'off', required: true });
    if (known.kind === 'number') input.inputMode = 'decimal';
    const form = make('form', { className: 'check-form' },
      make('label', {}, `Your answer to ${number}`, input), make('button', { type: 'submit' }, 'Check'));
    const wrong = new Set();
    form.addEventListener('submit', event => {
      event.preventDefault();
      const text = input.value.trim();
      const found = judge(known, text);
      result.textContent = { Right: '✓ ', Wrong: '✗ ' }[found.state] ?? '';
      result.append(found.say);
      check.dataset.state = found.state || 'NotTried';
      input.setAttribute('aria-invalid', String(found.state !== 'Right'));
      if (found.state === 'Wrong') wrong.add(text);
      [...check.querySelectorAll('.mf-hint')].slice(0, wrong.size).forEach(hint => { hint.open = true; });
    });
    const note = place > 0 ? [] : [make('p', { className: 'check-note' },
      'Checked in your browser. The answers are in this page, scrambled: hidden from the eye and nothing else.')];
    check.querySelector('p').replaceWith(form, result, ...note);
  }
})();
