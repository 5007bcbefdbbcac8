/* A button that is pressed twice sends once: of the second answer she would read that somebody was faster. After
   some seconds it may be sent again, should the line be slow; and at once where she comes back to the page. */
const SOON = 3000; // milliseconds
let sent = new WeakMap();

addEventListener("submit", (event) => {
  const { target, submitter, defaultPrevented } = event;
  if (defaultPrevented || (submitter?.formMethod || target.method) !== "post") return;
  if (Date.now() - (sent.get(target) ?? 0) < SOON) event.preventDefault();
  else sent.set(target, Date.now());
});
addEventListener("pageshow", () => { sent = new WeakMap(); });
