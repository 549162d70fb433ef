// Keeps the living parts of a page up to date while somebody reads it, opens evidence, or types a search.
// Without this script the pages work too; they only stand still.

import { followLinks, isWrittenIn } from "./forms.js";

const PAUSE = 5000;
const TYPING_PAUSE = 250;

const regions = [...document.querySelectorAll("[data-live]")];
const known = new Map(regions.map((region) => [region.id, region.innerHTML]));
let sought = location.hash.slice(1);
let validator = { url: "", etag: "" };
let timer;
let running;

async function refresh() {
  clearTimeout(timer);
  running?.abort();
  running = new AbortController();
  try {
    const html = await livingParts(running.signal);
    if (html !== null) show(html);
    tellSilence(false);
  } catch (problem) {
    if (problem.name === "AbortError") return; // a newer refresh has taken over
    tellSilence(true);
  }
  timer = setTimeout(refreshIfSeen, PAUSE);
}

// The parts as HTML, or null when nothing has changed.
async function livingParts(signal) {
  const headers = { "X-Rapport-Live": "1" };
  if (validator.url === location.href) headers["If-None-Match"] = validator.etag;
  const response = await fetch(location.href, { headers, signal, cache: "no-store" });
  if (response.status === 304) return null;
  if (response.redirected || response.status === 404) location.reload(); // signed out, or the customer is gone
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const html = await response.text();
  validator = { url: location.href, etag: response.headers.get("ETag") ?? "" };
  return html;
}

function show(html) {
  const parts = new DOMParser().parseFromString(html, "text/html");
  for (const region of regions) {
    const fresh = parts.getElementById(region.id);
    if (fresh === null || fresh.innerHTML === known.get(region.id)) continue;
    if (hasSelection(region) || isWrittenIn(region)) {
      validator = { url: "", etag: "" }; // somebody marks or writes words here: ask again later
      continue;
    }
    known.set(region.id, fresh.innerHTML);
    keepingPlace(region, () => replace(region, fresh));
  }
}

function replace(region, fresh) {
  const open = [...region.querySelectorAll("details[open]")].map((details) => details.id);
  const focused = region.contains(document.activeElement) ? document.activeElement : null;
  const home = focused?.closest("[id]")?.id;
  region.replaceChildren(...fresh.childNodes);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focused && home) document.getElementById(home)?.querySelector(focused.localName)?.focus({ preventScroll: true });
  if (sought) document.getElementById(sought)?.classList.add("is-sought");
}

// Whoever has scrolled up in the conversation keeps the message they read where it is.
function keepingPlace(region, change) {
  const scroller = region.closest(".conversation-scroll");
  const top = scroller?.getBoundingClientRect().top;
  const isAtEnd = !scroller || Math.abs(scroller.scrollTop) < 8;
  const read = isAtEnd ? null : [...region.querySelectorAll(".bubble")].find((one) => one.getBoundingClientRect().bottom > top);
  const before = read?.getBoundingClientRect().top;
  change();
  const after = read && document.getElementById(read.id)?.getBoundingClientRect().top;
  if (after !== undefined && after !== null) scroller.scrollTop += after - before;
}

function hasSelection(region) {
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed && region.contains(selection.anchorNode);
}

function tellSilence(isSilent) {
  document.getElementById("silent").hidden = !isSilent;
}

function refreshIfSeen() {
  if (document.visibilityState === "visible") refresh();
}

// A search is answered while it is typed; the address follows, so that it can be kept and shared.
function follow(form) {
  let typing;
  const search = () => {
    const given = [...new FormData(form)].filter(([, value]) => value !== "");
    const query = new URLSearchParams(given).toString();
    history.replaceState(null, "", query ? `${form.action}?${query}` : form.action);
    refresh();
  };
  form.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(search, TYPING_PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(typing);
    search();
  });
}

// A link to a message that is on the page goes there without loading it again.
function goToMessage(event) {
  const link = event.target.closest("a[data-message]");
  const message = link && document.getElementById(link.dataset.message);
  if (!message?.offsetParent || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  sought = message.id;
  for (const other of document.querySelectorAll(".is-sought")) other.classList.remove("is-sought");
  message.classList.add("is-sought");
  message.scrollIntoView({ block: "center", behavior: "smooth" });
}

for (const form of document.querySelectorAll("form[data-live-form]")) follow(form);
document.addEventListener("click", goToMessage);
if (regions.length > 0) {
  followLinks(refresh);
  document.addEventListener("visibilitychange", refreshIfSeen);
  timer = setTimeout(refreshIfSeen, PAUSE);
}
