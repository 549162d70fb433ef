// The local phone: chooses a customer, asks for news, sends.

import { drawChat, isAtEnd, scrollToEnd } from "./chat.js";
import { drawList } from "./list.js";
import * as server from "./server.js";

const WHILE_VISIBLE = 700;
const WHILE_HIDDEN = 5_000;
const AFTER_TROUBLE = 2_500;
// An answer that takes longer will not come: a person took the chat over, or the customer asked for silence.
const LONGEST_TYPING = 60_000;

const $ = (id) => document.getElementById(id);
const title = document.title;
const composer = $("composer");
const text = $("text");
const narrow = matchMedia("(max-width: 720px)");
const fine = matchMedia("(pointer: fine)");

const state = {
  chosen: server.chosenCustomer(),
  chats: [],
  messages: new Map(), // phone number -> sid -> message
  cursors: new Map(), // phone number -> revision that was seen last
  drafts: new Map(),
  seen: new Map(), // phone number -> position up to which the server was told
  skew: 0, // the server's clock minus this one's
};
let timer = 0;
let sending = Promise.resolve();

const messagesOf = (phoneNumber) => {
  if (!state.messages.has(phoneNumber)) state.messages.set(phoneNumber, new Map());
  return state.messages.get(phoneNumber);
};
const chosenChat = () => state.chats.find((chat) => chat.phone_number === state.chosen);
const isTyping = (chat) => Boolean(chat?.awaiting_since) && Date.now() + state.skew - chat.awaiting_since < LONGEST_TYPING;
const isInFront = (chat) => chat.phone_number === state.chosen && !document.hidden;

// News

async function poll() {
  clearTimeout(timer);
  let pause = document.hidden ? WHILE_HIDDEN : WHILE_VISIBLE;
  try {
    await fetchNews();
    $("trouble").hidden = true;
  } catch (error) {
    $("trouble").textContent = `Waiting for Rapport … ${error.name === "TypeError" ? "" : error.message}`;
    $("trouble").hidden = false;
    pause = AFTER_TROUBLE;
  }
  clearTimeout(timer);
  timer = setTimeout(poll, pause);
}

async function fetchNews() {
  const phoneNumber = state.chosen;
  const key = phoneNumber ?? "";
  const after = state.cursors.get(key) ?? 0;
  const news = await server.updates(phoneNumber, after);
  // Revisions only grow: a smaller one means that the phone's file was made anew.
  if (news.revision < after) location.assign(server.pageOf(null));
  state.skew = news.now - Date.now();
  state.cursors.set(key, news.revision);
  if (news.chats) state.chats = news.chats;
  for (const message of news.messages ?? []) messagesOf(phoneNumber).set(message.sid, message);
  if (!state.chosen && state.chats.length > 0 && !narrow.matches) choose(state.chats[0].phone_number, "replace");
  draw();
}

function draw() {
  const chat = chosenChat();
  // What is in front of somebody is as good as read: no dot flashes up for it.
  const chats = state.chats.map((one) => (isInFront(one) ? { ...one, unread: 0 } : one));
  drawList(chats, state.chosen, isTyping);
  const unread = chats.reduce((sum, one) => sum + one.unread, 0);
  document.title = unread ? `(${unread}) ${title}` : title;
  if (!chat) return;
  const wasAtEnd = isAtEnd();
  $("name").textContent = chat.name;
  $("presence").textContent = isTyping(chat) ? "typing…" : "online";
  $("typing").hidden = !isTyping(chat);
  drawChat(state.chosen, messagesOf(state.chosen).values(), send);
  if (wasAtEnd) scrollToEnd();
  tellSeen(chat);
}

/** The shop's messages are read when they are in front of somebody. */
function tellSeen(chat) {
  if (chat.unread === 0 || !isInFront(chat)) return;
  const shops = [...messagesOf(chat.phone_number).values()].filter((message) => message.author === "shop");
  const upTo = Math.max(0, ...shops.map((message) => message.position));
  if (upTo <= (state.seen.get(chat.phone_number) ?? 0)) return;
  state.seen.set(chat.phone_number, upTo);
  server.see(chat.phone_number, upTo).catch(() => state.seen.delete(chat.phone_number));
}

// Choosing a customer

function choose(phoneNumber, historyStep = "push") {
  if (state.chosen) state.drafts.set(state.chosen, text.value);
  state.chosen = phoneNumber;
  document.body.dataset.view = phoneNumber ? "chat" : "list";
  if (historyStep) history[`${historyStep}State`](null, "", server.pageOf(phoneNumber));
  text.value = state.drafts.get(phoneNumber) ?? "";
  fit();
  closeRenaming();
  draw();
  if (phoneNumber) scrollToEnd();
  if (phoneNumber && fine.matches) text.focus();
  poll();
}

$("chats").addEventListener("click", (event) => {
  const row = event.target.closest("a[data-phone-number]");
  if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  choose(row.dataset.phoneNumber);
});
$("back").addEventListener("click", (event) => {
  event.preventDefault();
  choose(null);
});
addEventListener("popstate", () => choose(server.chosenCustomer(), null));
document.addEventListener("visibilitychange", () => poll());

$("add").addEventListener("click", () => attempt(async () => choose((await server.addCustomer()).phone_number)));

// Sending

/** Show the message at once, then post it; messages leave one after the other, in the order they were written. */
function send({ sid, text: words, sent_at: sentAt, position }) {
  const phoneNumber = state.chosen;
  const mine = messagesOf(phoneNumber);
  const posting = { sid, text: words, sent_at: sentAt, position, author: "customer", status: "posting" };
  mine.set(sid, posting);
  draw();
  sending = sending.then(async () => {
    try {
      mine.set(sid, await server.write(phoneNumber, sid, words));
    } catch (error) {
      mine.set(sid, { ...posting, status: "failed", problem: error.message });
    }
    draw();
    poll();
  });
}

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const words = text.value.trim();
  if (!words || !state.chosen) return;
  text.value = "";
  fit();
  send({ sid: server.newSid(), text: words, sent_at: Date.now() + state.skew, position: Number.MAX_SAFE_INTEGER });
  scrollToEnd();
  text.focus();
});
text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  composer.requestSubmit();
});
text.addEventListener("input", fit);

function fit() {
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight, 132)}px`;
  text.style.overflowY = text.scrollHeight > 132 ? "auto" : "hidden";
}

// Falling silent, and names

for (const button of document.querySelectorAll(".fall-silent")) {
  button.addEventListener("click", () => attempt(async () => {
    if (!state.chosen) return;
    button.disabled = true;
    try {
      const { closed } = await server.fallSilent(state.chosen);
      if (!closed) toast("There is no open session to close: write something first.");
    } finally {
      button.disabled = false;
    }
    poll();
  }));
}

$("rename").addEventListener("click", () => {
  const chat = chosenChat();
  if (!chat) return;
  $("rename-form").hidden = false;
  $("rename").hidden = true;
  $("new-name").value = chat.name;
  $("new-name").select();
});
$("rename-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const name = $("new-name").value.trim();
  closeRenaming();
  $("rename").focus();
  if (name) attempt(async () => { await server.rename(state.chosen, name); poll(); });
});
$("new-name").addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeRenaming();
});

function closeRenaming() {
  $("rename-form").hidden = true;
  $("rename").hidden = false;
}

// Telling what went wrong

async function attempt(work) {
  try {
    await work();
  } catch (error) {
    toast(error.name === "TypeError" ? "Rapport could not be reached." : error.message);
  }
}

let toastTimer = 0;
function toast(words) {
  $("toast").textContent = words;
  $("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("toast").hidden = true; }, 4_000);
}

poll();
