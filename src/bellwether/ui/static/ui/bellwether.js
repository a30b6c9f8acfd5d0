// What JavaScript adds to pages that work without it: components, refreshing parts, keyboard shortcuts.
import { initAll } from "./vendor/govuk-frontend/govuk-frontend.min.js";

const SHORTCUTS_KEY = "bellwether.single-keys";

// A radio may not say that it is expanded (WAI-ARIA 1.2), though the component says so of one that reveals a field.
const RADIO_EXPANDED = "input[type=radio][aria-expanded]";
const takeBack = () => document.querySelectorAll(RADIO_EXPANDED).forEach((radio) => radio.removeAttribute("aria-expanded"));
new MutationObserver(takeBack).observe(document.body, { subtree: true, attributeFilter: ["aria-expanded"] });

initAll();
takeBack();

// Parts that htmx swapped in get their behaviour too, and a problem in them gets the focus.
document.addEventListener("htmx:afterSwap", (event) => {
  const part = event.detail.elt;
  initAll({ scope: part.parentElement ?? document.body });
  part.querySelector?.(".govuk-error-summary")?.focus();
  document.querySelector("#messages .bw-unreachable")?.remove();
});

for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, sayUnreachable);
}

function sayUnreachable() {
  const place = document.getElementById("messages");
  const words = document.getElementById("unreachable");
  if (!place || !words || place.querySelector(".bw-unreachable")) return;
  const banner = words.content.firstElementChild.cloneNode(true);
  banner.classList.add("bw-unreachable");
  place.append(banner);
}

// data-refresh-seconds="30" data-refresh-from="/address": the part is fetched again and replaced, unless someone is in
// it or the page is hidden. A button with data-refresh-toggle="id of the part" stops and starts it.
const paused = new Set();

function refresh(id) {
  const part = document.getElementById(id);
  if (!part || paused.has(id) || document.hidden || part.contains(document.activeElement)) return;
  window.htmx?.ajax("GET", part.dataset.refreshFrom, { target: part, select: `#${id}`, swap: "outerHTML" });
}

for (const part of document.querySelectorAll("[data-refresh-seconds][id]")) {
  const { id } = part;
  setInterval(() => refresh(id), 1000 * Number(part.dataset.refreshSeconds));
}

for (const button of document.querySelectorAll("[data-refresh-toggle]")) {
  button.hidden = false;
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const id = button.dataset.refreshToggle;
    const stops = !paused.has(id);
    if (stops) paused.add(id);
    else paused.delete(id);
    button.setAttribute("aria-pressed", String(stops));
    if (!stops) refresh(id);
  });
}

// data-print: a button that prints the page.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// data-shortcut="k": one key presses a link or a button, or goes to a field. "?" shows them all. They can be switched
// off, since single keys get in the way of speech input.
const dialog = document.getElementById("shortcuts");
const opener = document.querySelector("[data-shortcuts-open]");

function singleKeysOn() {
  try {
    return localStorage.getItem(SHORTCUTS_KEY) !== "off";
  } catch {
    return true;
  }
}

function shortcutsOnPage() {
  return [...document.querySelectorAll("[data-shortcut]")].filter((part) => part.checkVisibility?.() ?? true);
}

function labelOf(part) {
  return part.dataset.shortcutLabel || part.getAttribute("aria-label") || part.labels?.[0]?.textContent.trim() || part.textContent.trim();
}

function line(key, words) {
  const row = document.createElement("div");
  const term = document.createElement("dt");
  const meaning = document.createElement("dd");
  const cap = document.createElement("kbd");
  cap.textContent = key;
  term.append(cap);
  meaning.textContent = words;
  row.append(term, meaning);
  return row;
}

function showShortcuts() {
  const list = dialog.querySelector("[data-shortcuts-list]");
  const lines = shortcutsOnPage().map((part) => line(part.dataset.shortcut, labelOf(part)));
  list.replaceChildren(line("?", list.dataset.shortcutsHelp), ...lines);
  dialog.querySelector("[data-shortcuts-on]").checked = singleKeysOn();
  dialog.showModal();
}

function isTyping(target) {
  return target.isContentEditable || target.matches("select, textarea, input:not([type=checkbox], [type=radio], [type=button], [type=submit])");
}

function follow(part) {
  if (part.matches("input, select, textarea")) part.focus();
  else part.click();
}

if (dialog) {
  if (opener) opener.hidden = false;
  opener?.addEventListener("click", showShortcuts);
  dialog.querySelector("[data-shortcuts-on]").addEventListener("change", (event) => {
    try {
      localStorage.setItem(SHORTCUTS_KEY, event.target.checked ? "on" : "off");
    } catch {
      event.target.checked = true;
    }
  });
  document.addEventListener("keydown", (event) => {
    const withOthers = event.ctrlKey || event.metaKey || event.altKey;
    if (withOthers || event.defaultPrevented || dialog.open || !singleKeysOn() || isTyping(event.target)) return;
    if (event.target.closest("[data-own-keys]")) return;
    if (event.key === "?") {
      event.preventDefault();
      showShortcuts();
      return;
    }
    const part = shortcutsOnPage().find((each) => each.dataset.shortcut === event.key);
    if (!part) return;
    event.preventDefault();
    follow(part);
  });
}
