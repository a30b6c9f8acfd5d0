// Taking a register: counts while one taps, the list of codes as a sheet, saving with and without a network.
import * as outbox from "./outbox.js";
import { focusRow, listen } from "./keys.js";
import * as register from "./rows.js";
import { Answer } from "./answer.js";

const form = document.getElementById("register");
const words = form.dataset;
const status = document.getElementById("register-status");
const spoken = document.getElementById("register-spoken");
const answer = new Answer(form, status);
const PATIENCE = 2500;
const A_MINUTE = 60_000;
const draftId = `${words.user} ${words.submitTo}`;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

let touched = new Set();
let since = words.since;

// --- Counting and telling -----------------------------------------------------------------------------------------

// A button whose text is replaced between press and release hears no click, as when a field is left by pressing it.
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function count() {
  const found = register.counts();
  for (const [name, number] of Object.entries(found)) {
    const place = document.querySelector(`[data-count="${name}"]`);
    if (!place) continue;
    write(place.querySelector("b"), String(number));
    place.hidden = number === 0 && name !== "unmarked";
  }
  const rest = document.querySelector("[data-rest]");
  const others = register.rows.length - found.unmarked;
  if (rest) {
    rest.hidden = found.unmarked === 0;
    write(rest, fill(others ? words.restOthers : words.restAll, { n: found.unmarked }));
  }
  // After the register has closed, to save is to say that whoever is not marked is absent.
  document.querySelector("[data-save]").hidden = others === 0 || (Boolean(words.restAbsent) && found.unmarked > 0);
  const finish = document.querySelector("[data-finish]");
  if (finish) {
    finish.hidden = found.unmarked === 0;
    write(finish, fill(words.restAbsent, { n: found.unmarked }));
  }
}

function say(row, what) {
  spoken.textContent = fill(words.said, { name: row.dataset.name, mark: what });
}

function changed(row) {
  register.label(row);
  count();
  if (register.quiet()) return;
  row.removeAttribute("data-settled");
  touched.add(row.dataset.pupil);
  keepDraft();
}

function keepDraft() {
  if (outbox.isPossible) outbox.draftSoon(() => ({ id: draftId, user: words.user, marks: tapped(), since }));
}

// --- What is sent --------------------------------------------------------------------------------------------------

// What the teacher said something about, and the plans that the page showed: they become marks only now.
function offered() {
  const said = register.rows.filter((row) => isTapped(row) || row.hasAttribute("data-planned"));
  return said.map(register.markOf).filter(Boolean);
}

const isTapped = (row) => touched.has(row.dataset.pupil);
const tapped = () => register.rows.filter(isTapped).map(register.markOf).filter(Boolean);

// "Everyone else" is everybody whom this page lists and who is not marked: each is said to be present, one by one.
function fillRest() {
  for (const row of register.rows) if (!register.isLocked(row) && !register.codeOf(row)) register.setCode(row, register.present);
}

async function save(how) {
  if (how === "rest") fillRest();
  outbox.forgetSoon();
  const body = { marks: offered(), close_unmarked: how === "finish", since };
  if (!body.marks.length && !body.close_unmarked) {
    answer.say(words.nothing, "wait");
    return;
  }
  for (const row of await waitingHere()) if (row.state !== "waiting") await outbox.forget(row.number);
  const key = crypto.randomUUID();
  const number = await outbox.keep({ key, user: words.user, url: words.submitTo, title: words.title, at: Date.now(), body });
  await outbox.dropDraft(draftId);
  touched = new Set();
  answer.say(words.sending, "busy");
  // The marks are safe here already: nobody has to wait for a slow network to hear so.
  const patience = setTimeout(() => answer.say(words.keptBefore, "wait"), PATIENCE);
  const said = await outbox.flush();
  clearTimeout(patience);
  await tellWaiting(said, number);
}

function put(mark) {
  const row = register.rowOf(mark.pupil);
  if (row) register.setMark(row, mark);
}

async function waitingHere() {
  return (await outbox.rowsOf(words.user)).filter((row) => row.url === words.submitTo);
}

async function tellWaiting(said, number) {
  const left = (await waitingHere()).find((row) => row.number === number);
  if (!left || left.state !== "waiting") return;
  if (said.inTrouble) answer.say(words.keptTrouble, "wait");
  else if (!said.reached) answer.say(words.keptOffline, "wait");
  else if (!said.signedIn) answer.say(words.keptSignIn, "wait");
  else if (said.user !== words.user) answer.say(words.keptOther, "wait");
  else answer.say(words.keptTrouble, "wait");
}

async function hear({ detail }) {
  if (detail.url !== words.submitTo) return;
  if (detail.kind === "sent") {
    answer.saved(detail.answer, touched);
    since = String(detail.answer.sequence);
    count();
  }
  if (detail.kind === "refused") {
    // Nothing of it was saved, so the next save says all of it again.
    const told = (await waitingHere()).find((row) => row.number === detail.number);
    for (const mark of told?.body.marks ?? []) touched.add(String(mark.pupil));
    answer.refused(detail.answer);
  }
}

// --- What others change meanwhile ----------------------------------------------------------------------------------

async function askMeanwhile() {
  const isWaiting = ({ state }) => state === "waiting";
  if (document.visibilityState !== "visible" || (await waitingHere()).some(isWaiting)) return;
  try {
    const response = await fetch(`${words.askAt}?place=${since}`, { credentials: "same-origin", redirect: "error" });
    if (!response.ok) return;
    const told = await response.json();
    const news = answer.changed(told.stands, touched);
    since = String(told.sequence);
    if (news) spoken.textContent = fill(words.news, { n: news });
    count();
  } catch {
    // No network, or signed out: the line at the top of the page says so.
  }
}

// --- After a reload ------------------------------------------------------------------------------------------------

async function restore() {
  const waiting = await waitingHere();
  const kept = await outbox.draft(draftId);
  const unsent = kept?.marks ?? [];
  for (const { body } of waiting) register.quietly(() => body.marks.forEach(put));
  register.quietly(() => unsent.forEach(put));
  const told = waiting.find((row) => row.state !== "waiting");
  for (const mark of [...unsent, ...(told?.body.marks ?? [])]) touched.add(String(mark.pupil));
  // What others changed between then and this page was not seen by whoever made these marks.
  const places = [since, kept?.since, told?.body.since].filter((each) => each !== undefined && each !== "");
  since = String(Math.min(...places.map(Number)));
  if (told) answer.refused(told.answer);
  else if (waiting.length) answer.say(words.keptBefore, "wait");
  else if (unsent.length) answer.say(words.draft, "wait");
  count();
  if (unsent.length || told) await askMeanwhile();
}

// --- The sheet of codes --------------------------------------------------------------------------------------------

const sheet = document.getElementById("codes");
let sheetFor = null;

function openSheet(row) {
  sheetFor = row;
  sheet.querySelector("[data-sheet-name]").textContent = row.dataset.name;
  sheet.returnValue = "";
  sheet.showModal();
}

function wireSheet() {
  for (const words of document.querySelectorAll("[data-more-words]")) {
    words.closest("label").addEventListener("click", (event) => {
      if (event.detail === 0) return; // by keyboard: the list beneath the row is nearer
      event.preventDefault();
      openSheet(register.rowAt(words));
    });
  }
  sheet.addEventListener("click", (event) => {
    const button = event.target.closest("[data-code]");
    if (!button || !sheetFor) return;
    register.setCode(sheetFor, button.dataset.code);
    say(sheetFor, register.wordsOf(sheetFor));
    sheet.close();
    const note = sheetFor.querySelector("[data-note-wanted]:not([hidden]) input");
    (note && getComputedStyle(note.parentElement).display !== "none" ? note : register.chosen(sheetFor)).focus();
  });
}

// --- Start ---------------------------------------------------------------------------------------------------------

for (const row of register.rows) register.label(row);
count();

form.addEventListener("change", (event) => {
  const row = register.rowAt(event.target);
  if (!row) return;
  // A code chosen from the list beneath presses its own button; so do minutes and a note keep what is pressed.
  if (event.target.matches("select") && event.target.value) row.querySelector('input[value="other"]').checked = true;
  changed(row);
});
form.addEventListener("input", (event) => {
  const row = register.rowAt(event.target);
  if (row && event.target.matches("input:not([type=radio])")) changed(row);
});

if (outbox.isPossible) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(event.submitter?.value ?? "save");
  });
  document.addEventListener("bellwether:outbox", hear);
  document.addEventListener("visibilitychange", askMeanwhile);
  setInterval(askMeanwhile, A_MINUTE);
  restore();
  for (const part of document.querySelectorAll("[data-enhanced]")) part.hidden = false;
}

const press = (selector) => {
  const button = document.querySelector(selector);
  if (!button || button.hidden) return false;
  button.click();
  return true;
};

if (sheet) wireSheet();
listen({
  list: form,
  say,
  save: () => press("[data-save]") || press("[data-finish]"),
  everyone: (event) => {
    event.preventDefault();
    fillRest();
    spoken.textContent = words.everyone;
  },
  help: (event) => {
    event.preventDefault();
    document.querySelector("[data-shortcuts-open]")?.click();
  },
});
document.querySelector("[data-start]")?.addEventListener("click", () => focusRow(register.rows[0]));
