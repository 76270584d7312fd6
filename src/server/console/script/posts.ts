/** A form goes once; the page that comes back out of the browser's history may send again. */
export const posts = `
const sent = new WeakSet();
document.addEventListener("submit", (event) => {
  const form = event.target;
  const nothing = event.submitter && event.submitter.formMethod === "dialog";
  if (form.method !== "post" || nothing || event.defaultPrevented) return;
  if (sent.has(form)) return event.preventDefault();
  sent.add(form);
  setTimeout(() => sent.delete(form), 5000);
});
addEventListener("pageshow", () => { for (const form of document.forms) sent.delete(form); });
`;
