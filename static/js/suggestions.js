/* Suggestions while somebody types: the combobox with a list of the ARIA practices. The server finds
   them and writes them as HTML; without this file the box searches as ever. */
const PAUSE = 150; // milliseconds without a key before the server is asked
const SHORTEST = 2; // characters

function suggestInto(input) {
  const place = Object.assign(document.createElement("div"), { className: "search__suggestions", hidden: true });
  const status = Object.assign(document.createElement("p"), { className: "visually-hidden" });
  status.setAttribute("role", "status");
  input.form.append(place, status);
  for (const [name, value] of Object.entries({
    role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false",
    "aria-controls": `${input.id}-suggestions`,
  })) input.setAttribute(name, value);

  let options = [];
  let active = -1;
  let waiting = 0;
  let asked = null;

  function show(open) {
    place.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) choose(-1);
  }

  function choose(index) {
    options[active]?.setAttribute("aria-selected", "false");
    active = index;
    options[active]?.setAttribute("aria-selected", "true");
    options[active]?.scrollIntoView({ block: "nearest" });
    if (active < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", options[active].id);
  }

  async function ask() {
    asked?.abort();
    asked = new AbortController();
    const words = input.value.trim();
    if (words.length < SHORTEST) return fill("");
    try {
      const answer = await fetch(`${input.dataset.suggestions}?q=${encodeURIComponent(words)}`, { signal: asked.signal });
      if (answer.ok) fill(await answer.text());
    } catch {
      /* Another key was pressed, or the line is down: the box itself still searches. */
    }
  }

  function fill(html) {
    choose(-1);
    place.innerHTML = html;
    const list = place.querySelector("[role=listbox]");
    options = [...place.querySelectorAll("[role=option]")];
    options.forEach((option, index) => { option.id = `${input.id}-option-${index}`; });
    if (list) list.id = `${input.id}-suggestions`;
    status.textContent = list?.dataset.told ?? "";
    show(options.length > 0 && document.activeElement === input);
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    const open = !place.hidden;
    if (event.key === "Escape" && open) show(false);
    else if (event.key === "Enter" && open && active >= 0) location.assign(options[active].dataset.href);
    else if (event.key === "ArrowDown" && options.length) {
      show(true);
      choose(active + 1 < options.length ? active + 1 : -1);
    } else if (event.key === "ArrowUp" && open) choose(active < 0 ? options.length - 1 : active - 1);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => show(false));
  place.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  place.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.href);
  });
  // Somebody typed while this file was on its way.
  if (document.activeElement === input && input.value !== input.defaultValue) waiting = setTimeout(ask, PAUSE);
}

document.querySelectorAll("input[data-suggestions]").forEach(suggestInto);
