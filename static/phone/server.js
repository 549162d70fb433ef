// The phone's routes on the server.

const home = document.body.dataset.home;
const token = document.querySelector('meta[name="csrf-token"]').content;
const PATIENCE = 30_000;

async function ask(path, options = {}) {
  const response = await fetch(home + path, { ...options, signal: AbortSignal.timeout(PATIENCE) });
  if (!response.ok) {
    const problem = await response.json().catch(() => null);
    // A page from before a restart carries a token that counts no more.
    const stale = response.status === 400 ? " Please reload the page." : "";
    throw new Error(problem?.detail ?? `The server answered with HTTP ${response.status}.${stale}`);
  }
  return response.status === 204 ? null : response.json();
}

function tell(method, path, body = {}) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  return ask(path, { method, headers, body: JSON.stringify(body) });
}

const customer = (phoneNumber) => `customers/${encodeURIComponent(phoneNumber)}`;

export const updates = (phoneNumber, after) =>
  ask(`updates?${new URLSearchParams({ customer: phoneNumber ?? "", after })}`);
export const addCustomer = () => tell("POST", "customers");
export const rename = (phoneNumber, name) => tell("PATCH", customer(phoneNumber), { name });
export const write = (phoneNumber, sid, text) => tell("POST", `${customer(phoneNumber)}/messages`, { sid, text });
export const see = (phoneNumber, upTo) => tell("POST", `${customer(phoneNumber)}/seen`, { up_to: upTo });
export const fallSilent = (phoneNumber) => tell("POST", `${customer(phoneNumber)}/silence`);

export const pageOf = (phoneNumber) => (phoneNumber ? home + phoneNumber : home);

/** The customer that the address bar names. */
export function chosenCustomer() {
  const name = decodeURIComponent(location.pathname.slice(home.length));
  return name || null;
}

/** A message's id, made here so that another try is the same message to everyone. */
export function newSid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `SM${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
