/** Counts down by the browser's own steady clock, and says aloud, once each, that 5 minutes and 1 minute are left. */
export const clocks = `
const say = (text) => { const place = document.querySelector("[data-say]"); if (place) place.textContent = text; };
const two = (n) => String(n).padStart(2, "0");
const left = (s) => {
  if (s <= 0) return "time is up";
  if (s >= 86400) return Math.floor(s / 86400) + "d " + two(Math.floor((s % 86400) / 3600)) + "h";
  return s >= 3600
    ? Math.floor(s / 3600) + "h " + two(Math.floor((s % 3600) / 60)) + "m"
    : Math.floor(s / 60) + "m " + two(s % 60) + "s";
};
const started = performance.now();
const since = new WeakMap();
const announced = new Set();
const tick = () => {
  const decide = document.querySelector(".clock [data-left]");
  for (const clock of document.querySelectorAll("[data-left]")) {
    if (!since.has(clock)) since.set(clock, clock.closest("[data-list]") ? performance.now() : started);
    const rest = Math.max(0, Number(clock.dataset.left) - Math.floor((performance.now() - since.get(clock)) / 1000));
    const text = left(rest);
    if (clock.textContent !== text) clock.textContent = text;
    clock.classList.toggle("due-now", rest <= 300);
    clock.classList.toggle("due-soon", rest > 300 && rest <= 900);
    if (clock === decide) spoken(rest);
  }
};
const spoken = (rest) => {
  const bar = document.querySelector("progress");
  if (bar) { bar.value = rest; bar.className = rest <= 300 ? "p-now" : rest <= 900 ? "p-soon" : "p-later"; }
  for (const [at, text] of [[60, "1 minute left to decide."], [300, "5 minutes left to decide."]]) {
    if (rest > at || announced.has(at)) continue;
    announced.add(at);
    if (rest > at - 30) say(text);
  }
};
if (document.querySelector("[data-left]")) { tick(); setInterval(tick, 1000); }
`;
