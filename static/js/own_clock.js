/* Beside the hours of the place: the same moment by the reader's own clock, where it differs. */
for (const line of document.querySelectorAll("[data-own-clock]")) {
  const begins = line.dataset.begins;
  const moment = new Date(begins);
  // What the clocks of the place are ahead of UTC, in minutes, as the address of the moment says.
  const [, sign, hours, minutes] = begins.match(/([+-])(\d\d):(\d\d)$/) ?? [null, "+", "0", "0"];
  const there = Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes));
  if (-moment.getTimezoneOffset() === there) continue;
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  const words = line.dataset.finishes
    ? format.formatRange(moment, new Date(line.dataset.finishes))
    : format.format(moment);
  line.querySelector("[data-words]").textContent = words;
  line.hidden = false;
}
