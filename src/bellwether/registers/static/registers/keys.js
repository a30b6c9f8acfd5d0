// One hand on the keyboard: arrows walk down the class, a letter is a code, Ctrl and Enter saves.
import { chosen, isLocked, present, rowAt, rows, setCode, wordsOf } from "./rows.js";

const SECOND_KEY_WITHIN = 1500;
let begun = { row: null, text: "", at: 0 };

function singleKeysOn() {
  try {
    return localStorage.getItem("bellwether.single-keys") !== "off";
  } catch {
    return true;
  }
}

const isTyping = (node) => node.matches("select, textarea, input:not([type=radio], [type=checkbox], [type=hidden])");

export function focusRow(row) {
  const target = chosen(row) ?? row.querySelector('input[type="radio"]') ?? row;
  target.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function walk(row, key) {
  const last = rows.length - 1;
  const at = rows.indexOf(row);
  const to = { ArrowDown: Math.min(at + 1, last), ArrowUp: Math.max(at - 1, 0), Home: 0, End: last }[key];
  if (to !== undefined) focusRow(rows[to]);
  return to !== undefined;
}

// C is a code and the first half of C1; Y is only a first half.
function type(row, key, say) {
  const letter = key.toUpperCase();
  const goesOn = begun.row === row && Date.now() - begun.at < SECOND_KEY_WITHIN;
  const pair = goesOn ? begun.text + letter : letter;
  begun = { row, text: letter, at: Date.now() };
  if ((pair.length > 1 && setCode(row, pair)) || setCode(row, letter)) {
    say(row, wordsOf(row));
    return true;
  }
  return /^[A-Z]$/.test(letter);
}

function markPresent(row, say) {
  if (setCode(row, present)) say(row, wordsOf(row));
}

export function listen({ list, say, save, everyone, help }) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save();
      return;
    }
    const outside = event.altKey || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]");
    if (outside || !singleKeysOn() || isTyping(event.target)) return;
    const row = rowAt(event.target);
    if (row && inRow(row, event, say)) event.preventDefault();
    else if (event.key === "?" && row) help(event);
    else if (event.key === "a" && list.contains(event.target)) everyone(event);
    else if (!row && event.key === "ArrowDown" && event.target === document.body) focusRow(rows[0]);
  });
}

function inRow(row, event, say) {
  const { key } = event;
  if (walk(row, key)) return true;
  if (isLocked(row)) return false;
  // On a choice that is not taken yet, the space bar takes that choice, as everywhere.
  const takesFocused = key === " " && event.target.matches('input[type="radio"]:not(:checked)');
  if (key === "/" || key === "\\" || (key === " " && !takesFocused)) {
    markPresent(row, say);
    return true;
  }
  return key !== "a" && key !== "A" && /^[A-Za-z0-9#]$/.test(key) && type(row, key, say);
}
