// Text, time and names as the phone shows them. Pure functions but for the nodes they make.

const LINK = /https?:\/\/[^\s<>"]+/gi;
const ENDING = /[.,;:!?'")\]}»”’]+$/u;
const FEW_EMOJI = /^(?:\p{Extended_Pictographic}[\p{Emoji_Modifier}\u200d\ufe0f\p{Extended_Pictographic}]*\s*){1,3}$/u;
const AVATARS = 8;

/** The text as nodes, its links clickable. What a person wrote becomes text only, never markup. */
export function textNodes(text) {
  const nodes = [];
  let done = 0;
  for (const match of text.matchAll(LINK)) {
    const address = match[0].replace(ENDING, "");
    nodes.push(document.createTextNode(text.slice(done, match.index)), link(address));
    done = match.index + address.length;
  }
  nodes.push(document.createTextNode(text.slice(done)));
  return nodes;
}

function link(address) {
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.textContent = address;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer nofollow";
  return anchor;
}

export const isFewEmoji = (text) => FEW_EMOJI.test(text);

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "long" });
const date = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });
const shortDate = new Intl.DateTimeFormat(undefined, { day: "2-digit", month: "2-digit", year: "2-digit" });

export const timeOf = (moment) => clock.format(moment);

/** A key that is the same for all moments of one day in the browser's zone. */
export const dayOf = (moment) => new Date(moment).toDateString();

function daysAgo(moment) {
  const midnight = (value) => new Date(value).setHours(0, 0, 0, 0);
  return Math.round((midnight(Date.now()) - midnight(moment)) / 86_400_000);
}

export function dayName(moment) {
  const days = daysAgo(moment);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return days > 0 && days < 7 ? weekday.format(moment) : date.format(moment);
}

/** When a chat last moved, as short as its list needs it. */
export function shortTime(moment) {
  const days = daysAgo(moment);
  if (days === 0) return timeOf(moment);
  return days === 1 ? "Yesterday" : shortDate.format(moment);
}

export function initials(name) {
  const words = name.replace(/[^\p{L}\p{N}\s]/gu, "").split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => [...word][0]).join("").toUpperCase() || "#";
}

/** An invented number, spaced to be read; any other as it is. */
export const spaced = (phoneNumber) => phoneNumber.replace(/^(\+351)(\d{3})(\d{3})(\d{3})$/, "$1 $2 $3 $4");

export function avatarClass(phoneNumber) {
  return `avatar avatar-${Number(phoneNumber.replace(/\D/g, "").slice(-6)) % AVATARS}`;
}

/** An icon of the page's own set. */
export function icon(name, className = "icon") {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("class", className);
  const use = document.createElementNS(namespace, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}
