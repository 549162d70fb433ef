// Forms open and close in a living page without loading it again, and no typed word is lost by a refresh.

const TYPED = "[data-was]"; // a field, and what it held when its form was opened

// Whether somebody writes in a part of the page, which then has to stand still.
export function isWrittenIn(region) {
  return typed(region).length > 0 || region.querySelector(`${TYPED}:focus`) !== null;
}

function typed(region) {
  return [...region.querySelectorAll(TYPED)].filter((field) => field.value !== field.dataset.was);
}

export function followLinks(refresh) {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-live-link]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!letGo(link.dataset.liveLink === "close")) return;
    history.pushState(null, "", link.href);
    await refresh();
    begin();
  });
  window.addEventListener("popstate", () => refresh());
}

// Typed words are given up by Cancel, or when the writer says so.
function letGo(isCancelled) {
  const words = typed(document);
  if (words.length > 0 && !isCancelled && !confirm("Leave what you have typed?")) return false;
  for (const field of words) field.value = field.dataset.was;
  document.activeElement?.blur();
  return true;
}

// The open form takes the words at once, behind those that are there.
function begin() {
  const field = document.querySelector(TYPED) ?? document.querySelector(".edit-form .button");
  field?.focus();
  if (field?.localName === "textarea") field.setSelectionRange(field.value.length, field.value.length);
}

// Enter with Ctrl saves, Escape cancels; a menu closes when something else is clicked.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest(".edit-form");
  if (event.key === "Escape") {
    closeMenus(null);
    form?.querySelector("a[data-live-link=close]")?.click();
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form?.querySelector("button")?.click();
});
document.addEventListener("click", (event) => closeMenus(event.target.closest(".menu")));

function closeMenus(except) {
  for (const menu of document.querySelectorAll(".menu[open]")) if (menu !== except) menu.open = false;
}

if (document.querySelector(TYPED)) begin();
