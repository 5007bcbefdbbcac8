/* What has no room is told while it is written, not after it was sent: how many characters are left of a text (from
   half of them on), and that a file is too large, before it travels for minutes. Nothing is cut off. Without this
   script the server says the same. */
const PAUSE = 1000; // milliseconds without a key before it is read aloud
const words = document.querySelector("[data-room]")?.dataset;

/* As the server counts: without blanks at the ends, new lines as forms send them, a sign outside the BMP as one. */
const lengthOf = (text) => [...text.trim().replace(/\r?\n/g, "\r\n")].length;

function told(left) {
  return (left < 0 ? words.over : words.left).replace("{number}", Math.abs(left).toLocaleString(document.documentElement.lang));
}

const heard = Object.assign(document.createElement("p"), { className: "visually-hidden" });
heard.setAttribute("role", "status");
let waiting = 0;

function count(control) {
  const most = Number(control.dataset.most);
  const left = most - lengthOf(control.value);
  let line = control.parentElement.querySelector(":scope > .field__room");
  if (left > most / 2) {
    line?.remove();
    return;
  }
  if (!line) {
    line = document.createElement("p");
    line.setAttribute("aria-hidden", "true"); // heard after a pause instead, not at every key
    control.after(line);
  }
  line.textContent = told(left);
  line.className = `field__room ${left < 0 ? "errorlist" : "small soft number"}`;
  clearTimeout(waiting);
  if (control === document.activeElement) waiting = setTimeout(() => { heard.textContent = told(left); }, PAUSE);
}

function weigh(control) {
  control.parentElement.querySelector(":scope > p[data-too-large]")?.remove();
  const { dataset } = control;
  if (![...control.files].some((file) => file.size > Number(dataset.mostBytes))) return;
  control.value = "";
  const line = Object.assign(document.createElement("p"), { className: "errorlist", textContent: dataset.tooLarge });
  line.dataset.tooLarge = "";
  line.setAttribute("role", "alert");
  control.after(line);
}

if (words) {
  document.body.append(heard);
  for (const control of document.querySelectorAll("form [data-most]")) if (control.value) count(control);
  document.addEventListener("input", ({ target }) => { if (target.dataset.most) count(target); });
}
document.addEventListener("change", ({ target }) => { if (target.dataset.mostBytes) weigh(target); });
