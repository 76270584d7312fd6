/** The ceremonies of passkeys: from the JSON of WebAuthn Level 3, §5.1.8 and §5.1.9, and back to JSON. */
export const passkeys = `
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const encoded = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
const request = (json) => ({ ...json, challenge: bytes(json.challenge), allowCredentials: known(json.allowCredentials) });
const creation = (json) => ({
  ...json,
  challenge: bytes(json.challenge),
  user: { ...json.user, id: bytes(json.user.id) },
  excludeCredentials: known(json.excludeCredentials),
});
const answered = (credential) => {
  const { response } = credential;
  const parts = {};
  for (const name of ["clientDataJSON", "authenticatorData", "signature", "userHandle", "attestationObject"])
    if (response[name]) parts[name] = encoded(response[name]);
  if (response.getTransports) parts.transports = response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: encoded(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment || undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: parts,
  });
};
const problem = (form, text) => {
  const place = form.querySelector("[data-problem]") || form.insertBefore(document.createElement("p"), form.firstChild);
  place.className = "error error-live";
  place.setAttribute("role", "alert");
  place.setAttribute("data-problem", "");
  place.textContent = text;
};
const ceremony = async (form, field, ask) => {
  try {
    form.elements[field].value = answered(await ask());
  } catch {
    return problem(form, form.dataset.failed || "Your device did not confirm. Nothing was recorded. Try again.");
  }
  form.submit();
};
const ceremonies = {
  challenge: ["assertion", (json) => navigator.credentials.get({ publicKey: request(json) })],
  creation: ["attestation", (json) => navigator.credentials.create({ publicKey: creation(json) })],
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  const name = Object.keys(ceremonies).find((one) => form.dataset[one]);
  const answer = event.submitter && event.submitter.name === "decision";
  if (!name || answer || form.dataset.asked) return;
  event.preventDefault();
  form.dataset.asked = "yes";
  const [field, ask] = ceremonies[name];
  ceremony(form, field, async () => ask(JSON.parse(form.dataset[name]))).finally(() => delete form.dataset.asked);
}, true);
`;
