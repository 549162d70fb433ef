// Draws the list of customers.

import { avatarClass, element, icon, initials, shortTime, spaced } from "./words.js";
import { pageOf } from "./server.js";

const list = document.getElementById("chats");
const drawn = new Map();

/** Show the chats in their order; `isTyping` says of a chat whether the shop is writing in it. */
export function drawList(chats, chosen, isTyping) {
  chats.forEach((chat, index) => {
    const row = rowFor(chat);
    const state = JSON.stringify([chat, chosen === chat.phone_number, isTyping(chat), new Date().toDateString()]);
    if (row.state !== state) fill(row, chat, chosen === chat.phone_number, isTyping(chat));
    row.state = state;
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
  });
}

function rowFor(chat) {
  if (!drawn.has(chat.phone_number)) {
    const anchor = element("a", "chat");
    anchor.href = pageOf(chat.phone_number);
    anchor.dataset.phoneNumber = chat.phone_number;
    drawn.set(chat.phone_number, element("li", "", anchor));
  }
  return drawn.get(chat.phone_number);
}

function fill(row, chat, isChosen, isTyping) {
  const anchor = row.firstElementChild;
  anchor.classList.toggle("is-unread", chat.unread > 0);
  anchor.classList.toggle("is-typing", isTyping);
  if (isChosen) anchor.setAttribute("aria-current", "page");
  else anchor.removeAttribute("aria-current");
  const avatar = element("span", avatarClass(chat.phone_number), initials(chat.name));
  avatar.ariaHidden = "true";
  anchor.replaceChildren(avatar, element("span", "chat-words", top(chat), bottom(chat, isTyping)));
}

function top(chat) {
  const name = element("span", "chat-name", chat.name);
  name.dir = "auto";
  return element("span", "chat-top", name, element("span", "chat-time", chat.last ? shortTime(chat.last.sent_at) : ""));
}

function bottom(chat, isTyping) {
  const row = element("span", "chat-bottom");
  if (!isTyping && chat.last?.author === "customer") row.append(mark(chat.last));
  const words = element("span", "chat-last", isTyping ? "typing…" : (chat.last?.text ?? spaced(chat.phone_number)));
  words.dir = "auto";
  row.append(words);
  if (chat.unread > 0) {
    const unread = element("span", "unread", String(chat.unread));
    unread.ariaLabel = `${chat.unread} unread`;
    row.append(unread);
  }
  return row;
}

function mark(message) {
  if (message.status === "failed") return icon("failed", "icon is-failed");
  return icon(message.status === "recorded" ? "two" : "one", "tick");
}
