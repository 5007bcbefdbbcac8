/* A draft that comes back with mistakes is saved. Going back to it later, or loading it again, asks for it anew:
   no cache may keep the answer to a private form, and a browser would show an error in its place. */
const kept = document.querySelector("form[data-kept]");
if (kept) history.replaceState(null, "", kept.action);
