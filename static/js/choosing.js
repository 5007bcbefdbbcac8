/* Says beside the button, to eyes and ears, how many cards are ticked to be compared. */
const form = document.getElementById("compare");
const told = form?.querySelector("output");
const otherwise = told?.textContent;

const tell = () => {
  const number = [...form.elements].filter(({ checked }) => checked).length;
  told.textContent = number ? told.dataset.words.replace("{number}", number) : otherwise;
};

if (told) {
  document.addEventListener("change", ({ target }) => target.form === form && tell());
  addEventListener("pageshow", tell); // who comes back finds her ticks as they were
}
