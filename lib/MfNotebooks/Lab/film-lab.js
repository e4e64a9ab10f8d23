// The film lab: what is rated, what the screen shows of it, and the keys. Put into an element, inside a shadow root, it
// meets nothing of the page. Titles only ever become text.
({ model, el, set, pageTheme, style }) => (host, data) => {
  "use strict";
  const { titles, counts, low, high } = data, scale = Array.from({ length: high - low + 1 }, (_, n) => low + n);
  const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0)).buffer;
  const unpack = of => model.unpack(of, new Int8Array(bytes(of.steps)), new Float32Array(bytes(of.scales)),
    of.bias ? new Float32Array(bytes(of.bias)) : null);
  const stars = unpack(data.stars), lists = unpack(data.lists);
  const state = { kind: "stars", least: data.least, mine: [], shown: null, found: [], at: 0 };
  const signed = (x, digits) => (x < 0 ? "−" : "+") + Math.abs(x).toFixed(digits);
  const many = (n, one, more) => `${n.toLocaleString("en-US")} ${n === 1 ? one : more}`;

  // ---- the three models: who you are to it, what a line says, and why ----
  const nobody = { score: item => counts[item], parts: () => [] };
  const kinds = {
    stars: {
      name: "Stars", fold: counted => model.foldStars(stars, counted), least: () => state.least, digits: 2,
      note: "Ordered by the stars that the model expects of you. Behind the number: what everybody gives the film, and "
        + "by how much each of your ratings moves it.",
      says: value => `${value.toFixed(2)} ★`, base: item => `everybody ${folded.base(item).toFixed(2)}`,
    },
    lists: {
      name: "Lists", fold: counted => model.foldClicks(lists, counted), least: () => 0, digits: 3,
      note: "Ordered by how likely you are to rate a film at all. This model sees what you have rated and not how: "
        + "five stars and one are the same click.",
      says: value => value.toFixed(3), base: () => "",
    },
    popularity: {
      name: "Popularity", fold: () => nobody, least: () => 0, digits: 0,
      note: "Ordered by how many people have rated a film. You do not come into it.",
      says: value => many(value, "rating", "ratings"), base: () => "the same for everybody",
    },
  };
  let folded = nobody;

  // ---- what a reader does ----
  function add(item, value = null) {
    closeSearch();
    search.value = "";
    const known = state.mine.find(film => film.item === item);
    const film = known ?? { item, stars: value, counts: true };
    if (!known) {
      state.mine.unshift(film);
      film.row = rowOf(film);
    }
    render(known ? "It is among your films already." : "");
    return film;
  }
  function rate(film, value) {
    [film.stars, film.counts] = [value, true];
    render();
  }
  function take(film) {
    state.mine.splice(state.mine.indexOf(film), 1);
    film.row.element.remove();
    search.focus();
    render();
  }

  // ---- search: a field and its list, as ARIA's combobox ----
  const search = el("input", {
    type: "text", role: "combobox", id: "search", autocomplete: "off", spellcheck: "false", "aria-expanded": "false",
    "aria-autocomplete": "list", "aria-controls": "found", placeholder: "part of a title", oninput: openSearch,
    onclick: openSearch, onblur: closeSearch,
  });
  const foundList = el("ul", { id: "found", role: "listbox", "aria-label": "Films found", hidden: true });
  function openSearch() {
    [state.found, state.at] = [model.find(titles, counts, search.value, 8), 0];
    foundList.replaceChildren(...state.found.map((item, n) => el("li", {
      role: "option", id: `found-${n}`, onpointerdown: event => event.preventDefault(), onclick: () => pick(n),
    }, el("span", {}, titles[item]), el("small", {}, many(counts[item], "rating", "ratings")))));
    if (state.found.length === 0 && search.value.trim() !== "")
      foundList.append(el("li", { class: "none" }, "No title holds that."));
    showFound(search.value.trim() !== "");
  }
  function showFound(isOpen) {
    set(foundList, "hidden", !isOpen);
    set(search, "aria-expanded", String(isOpen));
    set(search, "aria-activedescendant", isOpen && state.found.length ? `found-${state.at}` : null);
    [...foundList.children].forEach((option, n) => {
      if (state.found.length) set(option, "aria-selected", String(n === state.at));
    });
  }
  function closeSearch() {
    if (isOpen()) showFound(false);
  }
  const isOpen = () => !foundList.hidden;
  function pick(n) {
    const film = add(state.found[n]);
    (film.row.buttons.find(button => button.checked) ?? film.row.buttons[0]).focus();
  }
  // What the field does not need goes on to the page.
  function onSearchKey(key) {
    const { length } = state.found, step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (key === "Escape" || (key === "Enter" && !isOpen())) {
      if (!isOpen()) return false;
      showFound(false);
    } else if (step) {
      if (!isOpen()) openSearch();
      else if (length) {
        state.at = (state.at + step + length) % length;
        showFound(true);
      }
    } else if (key !== "Enter") return false;
    else if (length) pick(state.at);
    return true;
  }

  // ---- one film of the reader ----
  function choice(legend, name, options, chosen, onchange) {
    const buttons = options.map(([value, text, label]) => el("input", {
      type: "radio", name, value: String(value), "aria-label": label ?? text, onchange: () => onchange(value),
    }));
    buttons.forEach((button, n) => button.checked = options[n][0] === chosen);
    return { buttons, element: el("fieldset", { class: "choice" }, el("legend", {}, legend),
      ...buttons.map((button, n) => el("label", {}, button, el("span", {}, options[n][1])))) };
  }
  function rowOf(film) {
    const title = titles[film.item], given = choice("", `stars-${film.item}`,
      scale.map(value => [value, String(value), many(value, "star", "stars")]), film.stars, value => rate(film, value));
    set(given.element, "aria-label", `Stars for ${title}`);
    const counted = el("input", { type: "checkbox", onchange: () => {
      film.counts = counted.checked;
      render();
    } });
    const whatIf = el("label", { class: "what-if", title: "What if you had not rated it?" }, counted, "counts");
    set(counted, "aria-label", `${title} counts`);
    const remove = el("button", { type: "button", "aria-label": `Remove ${title}`, onclick: () => take(film) }, "✕");
    const element = el("li", {}, el("span", { class: "title" }, title), given.element, whatIf, remove);
    return { element, buttons: given.buttons, counted };
  }

  // ---- what is shown ----
  function why(item, counted) {
    const { digits, base } = kinds[state.kind], parts = folded.parts(item).map((part, n) => [part, counted[n].item]);
    parts.sort((a, b) => Math.abs(b[0]) - Math.abs(a[0]));
    const told = parts.slice(0, 3), rest = parts.slice(3).reduce((sum, [part]) => sum + part, 0);
    return [
      base(item), ...told.map(([part, from]) => `${titles[from]} ${signed(part, digits)}`),
      parts.length > 3 ? `your others ${signed(rest, digits)}` : "",
    ].filter(text => text !== "").join(" · ");
  }
  function render(sentence = "") {
    const kind = kinds[state.kind], counted = state.mine.filter(film => film.stars !== null && film.counts);
    for (const { row, stars: value, counts: isCounted } of state.mine) {
      if (!row.element.isConnected) mineList.prepend(row.element);
      row.counted.checked = isCounted && value !== null;
      row.counted.disabled = value === null;
      set(row.element, "class", value === null || !isCounted ? "away" : null);
    }
    folded = kind.fold(counted);
    const known = new Set(state.mine.map(film => film.item));
    const ten = model.best(titles.length, folded.score, item => !known.has(item) && counts[item] >= kind.least(), 10);
    const before = state.shown, isSame = before?.kind === state.kind;
    const fresh = ten.filter(({ item }) => isSame && !before.items.has(item));
    list.replaceChildren(...ten.map(({ item, value }) => el("li", { "data-item": item },
      el("b", {}, titles[item]), el("span", { class: "score" }, kind.says(value)),
      fresh.some(one => one.item === item) ? el("em", {}, "new") : null, el("small", {}, why(item, counted)))));
    state.shown = { kind: state.kind, items: new Set(ten.map(one => one.item)) };
    set(note, "text", kind.note);
    set(atLeast, "hidden", state.kind !== "stars");
    set(empty, "hidden", state.mine.length > 0);
    set(none, "hidden", ten.length > 0);
    const waiting = state.mine.length - counted.length;
    const folds = state.kind !== "popularity" && counted.length === 0 ? "Nothing is rated: this is for everybody." : "";
    set(status, "text", [
      sentence, folds || `${counted.length} of your films count${waiting ? `, ${waiting} not` : ""}.`,
      isSame ? `${fresh.length} of ${ten.length} films ${fresh.length === 1 ? "is" : "are"} new.` : "",
    ].filter(Boolean).join(" "));
  }

  function onKey(event) {
    const { key } = event, target = event.composedPath()[0];
    if (event.ctrlKey || event.metaKey || event.altKey || key === "Tab") return;
    const film = state.mine.find(({ row }) => row.buttons.includes(target)), value = /^\d$/.test(key) && Number(key);
    const isHandled = target === search ? onSearchKey(key)
      : Boolean(film) && value !== false && scale.includes(value || 10);
    if (isHandled && target !== search) {
      film.row.buttons[scale.indexOf(value || 10)].checked = true;
      film.row.buttons[scale.indexOf(value || 10)].focus();
      rate(film, value || 10);
    }
    if (isHandled) event.preventDefault();
    if (isHandled || key !== "Escape") event.stopPropagation(); // Jupyter's and VS Code's keys are others
  }

  // ---- the page ----
  const status = el("p", { class: "status", role: "status", "aria-live": "polite" }), note = el("p", { class: "note" });
  const mineList = el("ul", { class: "mine" }), list = el("ol", { class: "ten" });
  const empty = el("p", { class: "note" }, "No film yet. Type a part of a title above.");
  const none = el("p", { class: "note" }, "No film has that many ratings.");
  const models = choice("Model", "kind", Object.entries(kinds).map(([key, { name }]) => [key, name]), state.kind,
    value => {
      state.kind = value;
      render();
    });
  const steps = [...new Set([1, 5, 10, 20, 50, 100, data.least])].sort((a, b) => a - b);
  const least = el("select", { onchange: () => {
    state.least = Number(least.value);
    render();
  } }, ...steps.map(n => el("option", { value: n, selected: n === data.least }, String(n))));
  const atLeast = el("label", { class: "least" }, "only films with at least ", least, " ratings");
  const root = el("div", { class: "lab films", onkeydown: onKey },
    el("p", { class: "lead" }, el("strong", {}, "Type a title, and rate it."), " The list of ten changes at once, and "
      + "each line says which of your ratings moved it. Untick a rating, and see the list without it."),
    el("div", { class: "panels" },
      el("section", { class: "panel", "data-open": true, "aria-label": "Your films" },
        el("label", { class: "head", for: "search" }, "Your films"),
        el("div", { class: "search" }, search, foundList), empty, mineList),
      el("section", { class: "panel", "data-open": true, "aria-label": "Your list" },
        el("div", { class: "tools" }, models.element, atLeast), note, status, list, none)));
  new ResizeObserver(() => set(root, "data-narrow", host.clientWidth > 0 && host.clientWidth < 700)).observe(host);
  host.attachShadow({ mode: "open" }).append(el("style", {}, style), root);
  // Lumino (JupyterLab) looks for its shortcuts before the page does, but not in here.
  for (const kind of ["lm", "p"]) host.setAttribute(`data-${kind}-suppress-shortcuts`, "true");
  const dress = () => root.toggleAttribute("data-dark", page.isDark()), page = pageTheme(dress);
  dress();
  for (const [item, value] of data.start.slice().reverse()) add(item, value);
  state.shown = null;
  render();
}
