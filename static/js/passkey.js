/* Says so in words when a passkey could not be used; without this allauth tells the console alone. */
document.addEventListener("allauth.error", (event) => {
  const notice = document.getElementById("passkey-error");
  if (!notice) return;
  event.preventDefault();
  notice.hidden = false;
  notice.focus();
});
