/* A draft that comes back with mistakes is saved. Going back to it later, or loading it again, asks for it anew:
   no cache may keep the answer to a private form, and a browser would show an error in its place. The form of a new
   sheet has an address of its own, too: who goes back to it finds the draft that it made, and makes no second one. */
const kept = document.querySelector("form[data-kept]");
if (kept) history.replaceState(null, "", kept.action);
