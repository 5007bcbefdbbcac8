/* Nothing typed into a long form is lost. While somebody writes, the browser keeps it; where it was not saved (the
   line was cut, a link was followed), the form offers it when it is opened again; and who leaves with words that
   are not saved is asked. Never kept: passwords, files, keys. Forgotten: once it is saved, when she signs out (the
   server says so to the browser), after a day, and when another person opens such a form. */
const NAME = "unsaved:";
const A_DAY = 24 * 60 * 60 * 1000; // milliseconds
const PAUSE = 300; // milliseconds without a key before it is kept
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "typed_by"]);
/* The first of a month is an ordinal in two languages, which browsers do not know (community/ordinals.py). */
const FIRST = { fr: "1er ", pt: "1º " }[document.documentElement.lang.slice(0, 2)];
const ordinal = (date) => (FIRST ? date.replace(/(?<!\d)1 (?=\p{L})/gu, FIRST) : date);

/* A browser may allow no storage or have no room left: then it asks before the page is left, and no more. */
function keep(key, what) {
  try { localStorage.setItem(key, JSON.stringify(what)); } catch { /* as said */ }
}

function kept() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(NAME))
      .map((key) => ({ key, ...JSON.parse(localStorage.getItem(key)) }));
  } catch {
    return [];
  }
}

function forget({ key }) {
  try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
}

function forgetWhatIsOver(owner) {
  const saved = [...document.querySelectorAll("[data-saved-forms]")].flatMap(({ dataset }) => dataset.savedForms.split(" "));
  for (const one of kept()) {
    const isOver = saved.includes(one.key.slice(NAME.length)) || one.at + A_DAY < Date.now();
    if (isOver || (owner && one.owner !== owner)) forget(one);
  }
}

const isPassword = (form, name) => form.querySelector(`[name="${CSS.escape(name)}"][type=password]`);
const fieldsOf = (form) => [...new FormData(form)].filter(
  ([name, value]) => typeof value === "string" && !NOT_KEPT.has(name) && !isPassword(form, name),
);

/* What a person sees in it, to be compared: without what is hidden or blank; files by their names. */
const saidIn = (form) => JSON.stringify([...new FormData(form)]
  .filter(([name]) => form.querySelector(`[name="${CSS.escape(name)}"]:not([type=hidden])`))
  .map(([name, value]) => [name, (value.name ?? value).trim()])
  .filter(([, value]) => value)
  .sort());

function field(name, value) {
  return Object.assign(document.createElement("input"), { type: "hidden", name, value });
}

function watch(form) {
  const { typed_by: { value: owner }, form_typed: mark } = form.elements;
  const action = new URL(form.getAttribute("action") || location.href, location.href);
  const place = action.pathname.replace(/^\/\w\w\//, "/") + (form.elements.part?.value ?? "");
  const key = NAME + mark.value;
  const cameBack = "cameBack" in mark.dataset; // what stands in it was typed, and is not saved
  const served = saidIn(form);
  const isChanged = () => cameBack || saidIn(form) !== served;
  let waiting = 0;
  let sending = false;

  function keepNow() {
    clearTimeout(waiting);
    if (isChanged()) keep(key, { owner, place, at: Date.now(), said: saidIn(form), fields: fieldsOf(form) });
    else forget({ key });
  }

  /* The server shows it in the form, with all its rows; nothing is saved by that. */
  function bringBack({ fields }) {
    const again = Object.assign(document.createElement("form"), { method: "post", action: action.href, hidden: true });
    const own = [...NOT_KEPT].map((name) => [name, form.elements[name].value]);
    again.append(...[...fields, ...own, ["bring_back", "1"]].map(([name, value]) => field(name, value)));
    document.body.append(again);
    sending = true;
    again.submit();
  }

  function offer(one) {
    const notice = form.querySelector("[data-unsaved]");
    const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
    notice.querySelector("[data-when]").textContent = ordinal(format.format(one.at));
    notice.querySelector("[data-bring-back]").addEventListener("click", () => bringBack(one));
    notice.querySelector("[data-throw-away]").addEventListener("click", () => {
      forget(one);
      notice.hidden = true;
      document.querySelector("main").focus();
    });
    notice.hidden = false;
  }

  forgetWhatIsOver(owner);
  if (cameBack) keepNow();
  else {
    const [newest] = kept().filter((one) => one.place === place).sort((one, other) => other.at - one.at);
    if (newest?.said === served) forget(newest); // it was saved, or typed again
    else if (newest) offer(newest);
  }

  form.addEventListener("input", () => {
    sending = false;
    clearTimeout(waiting);
    waiting = setTimeout(keepNow, PAUSE);
  });
  form.addEventListener("submit", () => {
    keepNow();
    sending = true;
  });
  addEventListener("pageshow", () => { sending = false; });
  addEventListener("beforeunload", (event) => {
    if (sending || !isChanged()) return;
    keepNow();
    event.preventDefault();
  });
}

const named = document.querySelector("input[name=form_typed]");
if (named) watch(named.form);
else forgetWhatIsOver();
