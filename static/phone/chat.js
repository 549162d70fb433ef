// Draws one chat: bubbles, days and notes, reusing what stands there already.

import { dayName, dayOf, element, icon, isFewEmoji, textNodes, timeOf } from "./words.js";

const lines = document.getElementById("lines");
const messages = document.getElementById("messages");
const down = document.getElementById("down");
const NEAR_THE_END = 80;

let drawn = new Map();
let drawnFor = null;

/** Show the messages of a customer. `retry` is called with a message whose mark was tapped. */
export function drawChat(phoneNumber, unsorted, retry) {
  const isOther = phoneNumber !== drawnFor;
  const wasAtEnd = isOther || isAtEnd();
  const sorted = [...unsorted].sort((one, other) => one.position - other.position || one.sent_at - other.sent_at);
  const hasNew = sorted.some((message) => !drawn.has(message.sid));
  const hasNewOwn = sorted.some((message) => message.author === "customer" && !drawn.has(message.sid));
  // A chat that is opened is no news: only what comes later is read out.
  messages.ariaBusy = String(isOther);
  if (isOther) drawn = new Map();
  place(nodesFor(sorted, retry));
  drawnFor = phoneNumber;
  if (wasAtEnd || hasNewOwn) scrollToEnd();
  else if (hasNew) down.classList.add("has-new");
}

export function scrollToEnd() {
  messages.scrollTop = messages.scrollHeight;
}

export const isAtEnd = () => messages.scrollHeight - messages.scrollTop - messages.clientHeight < NEAR_THE_END;

messages.addEventListener("scroll", () => {
  down.hidden = isAtEnd();
  if (down.hidden) down.classList.remove("has-new");
}, { passive: true });
down.addEventListener("click", scrollToEnd);
// The keyboard of a real phone makes the chat shorter: its end stays in sight.
let height = messages.clientHeight;
new ResizeObserver(() => {
  if (messages.clientHeight < height && messages.scrollHeight - messages.scrollTop - height < NEAR_THE_END) scrollToEnd();
  height = messages.clientHeight;
}).observe(messages);

function nodesFor(sorted, retry) {
  const lastShop = sorted.findLast((message) => message.author === "shop");
  const kept = new Map();
  const nodes = [];
  let before = null;
  for (const message of sorted) {
    const isNewDay = !before || dayOf(before.sent_at) !== dayOf(message.sent_at);
    if (isNewDay) nodes.push(keep(kept, dayOf(message.sent_at), () => element("p", "day", dayName(message.sent_at))));
    const node = keep(kept, message.sid, () => lineFor(message));
    const isFirst = isNewDay || before.author !== message.author;
    if (message.author !== "note") dress(node, message, { isFirst, lastShop, retry });
    nodes.push(node);
    before = message;
  }
  drawn = kept;
  return nodes;
}

function keep(kept, key, make) {
  const node = drawn.get(key) ?? make();
  kept.set(key, node);
  return node;
}

/** Put the nodes in order, touching only those that are not where they belong. */
function place(nodes) {
  nodes.forEach((node, index) => {
    if (lines.children[index] !== node) lines.insertBefore(node, lines.children[index] ?? null);
  });
  while (lines.children.length > nodes.length) lines.lastElementChild.remove();
}

function lineFor(message) {
  if (message.author === "note") return element("p", "note", message.text);
  const text = element("span", isFewEmoji(message.text) ? "text is-big" : "text", ...textNodes(message.text));
  const meta = element("span", "meta", element("time", "", timeOf(message.sent_at)));
  meta.dir = "ltr";
  const speaker = element("span", "hidden", message.author === "customer" ? "You: " : "Shop: ");
  const bubble = element("div", "bubble", text, meta);
  bubble.dir = "auto";
  return element("div", "line", speaker, bubble);
}

/** Bring a line's looks up to date; nothing is touched while nothing has changed. */
function dress(line, message, { isFirst, lastShop, retry }) {
  const isOwn = message.author === "customer";
  const classes = ["line", isOwn ? "own" : "shop", isFirst && "first", message === lastShop && "last-shop"];
  const className = classes.filter(Boolean).join(" ");
  if (line.className !== className) line.className = className;
  const isAnswered = isOwn && message.status === "recorded" && lastShop?.position > message.position;
  const state = `${message.status} ${isAnswered}`;
  if (line.dataset.state === state) return;
  line.dataset.state = state;
  line.querySelector(".tick, .delivery")?.remove();
  line.querySelector(".retry")?.remove();
  if (message.status === "failed") line.querySelector(".bubble").append(retryButton(message, retry));
  else line.querySelector(".meta").append(isOwn ? ticks(message, isAnswered) : delivery(message));
}

function ticks(message, isAnswered) {
  const svg = icon(message.status === "recorded" ? "two" : "one", isAnswered ? "tick answered" : "tick");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", ownStatus(message, isAnswered));
  return svg;
}

function ownStatus(message, isAnswered) {
  if (isAnswered) return "answered";
  return message.status === "recorded" ? "the shop has it" : "on its way";
}

function delivery(message) {
  const words = element("span", "delivery", message.status);
  words.title = "How far the message has come, as the shop is told by status callbacks";
  return words;
}

function retryButton(message, retry) {
  const button = element("button", "retry", icon("failed"), "Not sent – tap to try again");
  button.type = "button";
  button.title = message.problem ?? "";
  button.addEventListener("click", () => retry(message));
  return button;
}
