// On every page: what still waits to be sent, and signing out, which sends first and asks twice where it cannot.
import { draftsOf, dropDraftsOf, dropOldDrafts, flush, isPossible, rows, settleDraft, wipeLists } from "./outbox.js";

const AGAIN_AFTER = 15_000;
const place = document.getElementById("outbox");
const { user } = place?.dataset ?? {};
const words = place?.dataset ?? {};
let last = { reached: true, signedIn: true };

const fill = (text, number) => text.replace("{n}", number);

function lineFor(mine, others) {
  const lines = [];
  if (!last.reached) lines.push(last.inTrouble ? words.trouble : words.offline);
  if (mine) lines.push(fill(mine === 1 ? words.waitingOne : words.waitingMany, mine));
  if (mine && last.reached && !last.signedIn) lines.push(words.signIn);
  if (others) lines.push(fill(others === 1 ? words.othersOne : words.othersMany, others));
  return lines.join(" ");
}

async function show() {
  if (!place) return;
  const all = await rows();
  const mine = all.filter((row) => row.user === user || !user).length;
  const text = lineFor(mine, all.length - mine);
  const line = place.querySelector("[data-outbox-line]");
  if (line.textContent !== text) line.textContent = text;
  place.hidden = !text;
  place.classList.toggle("reg-outbox--off", !last.reached);
  place.querySelector("[data-outbox-sign-in]").hidden = !(mine && last.reached && !last.signedIn);
  place.querySelector("[data-outbox-send]").hidden = !mine || (last.reached && !last.signedIn);
}

export async function send(options) {
  last = await flush(options);
  if (last.reached && !last.signedIn) await wipeLists(); // their reader's time is over
  await show();
  return last;
}

// Two questions, one after the other; resolves to true where both were answered with yes.
function ask(dialog, text) {
  dialog.querySelector("[data-outbox-question]").textContent = text;
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "leave"), { once: true });
    dialog.returnValue = "";
    dialog.showModal();
  });
}

async function mayLeave() {
  await settleDraft();
  await send({ isAsked: true });
  const dialog = document.getElementById("outbox-ask");
  const tapped = (await draftsOf(user)).reduce((sum, { marks }) => sum + marks.length, 0);
  const aboutTapped = fill(tapped === 1 ? words.tappedOne : words.tappedMany, tapped);
  if (tapped && !(await ask(dialog, aboutTapped))) return false;
  const mine = (await rows()).filter((row) => row.user === user).length;
  if (!mine) return true;
  const first = fill(mine === 1 ? words.leaveOne : words.leaveMany, mine);
  return (await ask(dialog, first)) && (await ask(dialog, words.leaveSure));
}

const SIGN_OUT = "form[data-sign-out], form.bw-header__sign-out";

function guardSignOut(event) {
  const form = event.target;
  if (!form.matches(SIGN_OUT) || form.dataset.mayLeave) return;
  event.preventDefault();
  leave(form);
}

async function leave(form) {
  if (!(await mayLeave())) return;
  await wipeLists();
  await dropDraftsOf(user);
  form.dataset.mayLeave = "yes";
  form.requestSubmit();
}

async function startWorker() {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("/sw.js", { scope: "/", updateViaCache: "none" });
  } catch {
    place?.setAttribute("data-no-worker", ""); // private windows and old devices: the page works online as ever
  }
}

if (isPossible) {
  if (user) startWorker();
  document.addEventListener("submit", guardSignOut);
  document.addEventListener("bellwether:outbox", ({ detail }) => {
    if (detail.kind === "flushed") last = detail;
    show();
  });
  addEventListener("online", () => send());
  addEventListener("offline", () => {
    last = { ...last, reached: false, inTrouble: false };
    show();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
  place?.querySelector("[data-outbox-send]").addEventListener("click", () => send({ isAsked: true }));
  setInterval(async () => ((await rows()).length || !last.reached) && send(), AGAIN_AFTER);
  send();
  dropOldDrafts();
}
