// The rows of a register as the page holds them: reading a row, setting a code, counting.

// What stands may not be seen by this reader, and stays as it is.
const KEEP = "keep";

const list = document.getElementById("register-rows");

export const rows = list ? [...list.querySelectorAll("[data-pupil]")] : [];
export const rowOf = (pupil) => rows.find((row) => Number(row.dataset.pupil) === Number(pupil));
export const rowAt = (node) => node.closest?.("[data-pupil]") ?? null;

const part = (row, name) => row.querySelector(`[name="${name}-${row.dataset.pupil}"]`);
const radios = (row) => [...row.querySelectorAll('input[type="radio"]')];
export const chosen = (row) => radios(row).find((radio) => radio.checked) ?? null;
export const present = list?.dataset.present ?? "/";
export const isLocked = (row) => row.hasAttribute("data-locked");

export function codeOf(row) {
  const radio = chosen(row);
  if (!radio) return "";
  return radio.value === "other" ? part(row, "other").value : radio.value;
}

export function markOf(row) {
  const code = codeOf(row);
  if (!code || code === KEEP) return null;
  const minutes = part(row, "minutes")?.value.trim();
  return {
    pupil: Number(row.dataset.pupil),
    seen: part(row, "seen").value,
    code,
    minutes: ["L", "U"].includes(code) && /^\d+$/.test(minutes) ? Number(minutes) : null,
    note: part(row, "note")?.value.trim() ?? "",
  };
}

export const seenOf = (row) => part(row, "seen").value;

export function setSeen(row, { seen }) {
  part(row, "seen").value = seen;
}

// While this page puts in what was said before, nothing counts as said anew.
let isQuiet = false;
export const quiet = () => isQuiet;
export function quietly(act) {
  isQuiet = true;
  try {
    act();
  } finally {
    isQuiet = false;
  }
}

// Sets a code as if its button had been pressed. Unknown codes change nothing and give false.
export function setCode(row, code) {
  if (isLocked(row)) return false;
  const radio = radios(row).find((each) => each.value === code);
  if (radio) {
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }
  const select = part(row, "other");
  if (![...select.options].some((option) => option.value === code && code)) return false;
  select.value = code;
  const other = radios(row).find((each) => each.value === "other");
  other.checked = true;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

// What was said before, with what its sender had seen: what others changed since is unseen still, whatever this page shows.
export function setMark(row, mark) {
  if (!setCode(row, mark.code)) return;
  setSeen(row, mark);
  if (mark.minutes !== null && part(row, "minutes")) part(row, "minutes").value = mark.minutes;
  if (mark.note && part(row, "note")) part(row, "note").value = mark.note;
}

export function clear(row) {
  for (const radio of radios(row)) radio.checked = false;
}

export function wordsOf(row) {
  const radio = chosen(row);
  if (!radio) return "";
  if (radio.value !== "other") return radio.labels[0].textContent.trim();
  const { selectedOptions } = part(row, "other");
  return selectedOptions[0]?.value ? selectedOptions[0].textContent.trim() : "";
}

// {unmarked, present, absent, late, other}
export function counts() {
  const found = { unmarked: 0, present: 0, absent: 0, late: 0, other: 0 };
  for (const row of rows) {
    const code = codeOf(row);
    if (isLocked(row)) continue;
    if (!code) found.unmarked += 1;
    else if (code === present) found.present += 1;
    else if (code === "N") found.absent += 1;
    else if (code === "L") found.late += 1;
    else found.other += 1;
  }
  return found;
}

// The More button says which code it stands for.
export function label(row) {
  const words = row.querySelector("[data-more-words]");
  if (!words) return;
  const radio = chosen(row);
  const code = radio?.value === "other" ? part(row, "other").value : "";
  words.textContent = code || words.dataset.moreWords;
  row.dataset.code = codeOf(row);
}
