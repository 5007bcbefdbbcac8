/* Beside the hours of the place: the same moments by the reader's own clock, where it differs.
   Of an activity of several days the first and the last: clocks may change between them. */
const differs = ({ dateTime }) => {
  // What the clocks of the place are ahead of UTC, in minutes, as the address of the moment says.
  const [, sign, hours, minutes] = dateTime.match(/([+-])(\d\d):(\d\d)$/) ?? [null, "+", "0", "0"];
  const there = Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes));
  return -new Date(dateTime).getTimezoneOffset() !== there;
};
const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
/* The first of a month is an ordinal in two languages, which browsers do not know (community/ordinals.py). */
const FIRST = { fr: "1er ", pt: "1º " }[document.documentElement.lang.slice(0, 2)];
const ordinal = (date) => (FIRST ? date.replace(/(?<!\d)1 (?=\p{L})/gu, FIRST) : date);
const told = ({ dateTime, dataset: { finishes } }) => ordinal(finishes
  ? format.formatRange(new Date(dateTime), new Date(finishes))
  : format.format(new Date(dateTime)));

for (const line of document.querySelectorAll("[data-own-clock]")) {
  const spans = [...line.querySelectorAll("time")];
  if (!spans.some(differs)) continue;
  line.querySelector("[data-words]").textContent = spans.map(told).join(" … ");
  line.hidden = false;
}
