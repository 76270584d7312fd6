/**
 * Follows changes. The inbox takes the fresh list in place of its own and keeps the focus; a request only says that it
 * has changed, because nothing may move under somebody who is about to decide.
 */
export const live = `
const main = document.querySelector("main[data-live]");
const fresh = async () => {
  const answer = await fetch(location.href, { headers: { accept: "text/html" }, redirect: "error" });
  if (!answer.ok) throw new Error("no page");
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};
const swap = (page) => {
  const [list, next] = [document.querySelector("[data-list]"), page.querySelector("[data-list]")];
  if (!list || !next) return;
  const focus = document.activeElement && list.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  list.replaceChildren(...next.childNodes);
  const count = page.querySelector("[data-count]");
  const own = document.querySelector("[data-count]");
  if (count && own) own.textContent = count.textContent;
  document.title = page.title;
  if (focus !== null) {
    const again = [...list.querySelectorAll("a")].find((link) => link.getAttribute("href") === focus);
    (again || main).focus({ preventScroll: true });
  }
};
const changed = () => {
  const place = document.querySelector("[data-changed]");
  if (!place || !place.hidden) return;
  const text = document.createElement("p");
  text.textContent = "This request has changed since you opened it.";
  const link = document.createElement("a");
  link.className = "btn";
  link.href = location.pathname + location.search;
  link.textContent = "Show it as it is now";
  place.className = "live";
  place.replaceChildren(text, link);
  place.hidden = false;
  say(text.textContent);
};
const look = async () => {
  try {
    const page = await fresh();
    if (main.querySelector("[data-list]")) return swap(page);
    const now = page.querySelector("main[data-mark]");
    if (now && now.dataset.mark !== main.dataset.mark) changed();
  } catch { /* the next change is looked at again */ }
};
if (main && typeof EventSource === "function") {
  let waiting;
  const source = new EventSource(main.dataset.live);
  source.addEventListener("changed", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 300);
  });
  addEventListener("pagehide", () => source.close());
}
`;
