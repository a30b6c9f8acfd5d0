// What was saved on this device and has not been answered by the server yet. One row a submit, kept until the answer is
// in: no reload, no closed tab, no expired sign-in loses it. A row belongs to whoever made it and is sent under no other
// sign-in; its key lets the server answer a repeat with its first answer.

const DATABASE = "bellwether";
const WHO = document.getElementById("outbox")?.dataset.who;
const OFF = { reached: false };
const IN_TROUBLE = { reached: false, inTrouble: true }; // it answers, but its database does not: try again later
const AWAY = [408, 429, 502, 503, 504]; // the server, or what stands before it, is not able to just now
const ENOUGH = 3;
const A_MINUTE = 60_000;
const A_WHILE = 15 * A_MINUTE;
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("bellwether-outbox") : null;

export const isPossible = globalThis.isSecureContext && "indexedDB" in globalThis && "locks" in navigator;

let opened;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("outbox", { keyPath: "number", autoIncrement: true });
      asked.result.createObjectStore("drafts", { keyPath: "id" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

// Resolves once the transaction is on the disk, not when the request is done.
async function inStore(name, mode, act) {
  const base = await database();
  return new Promise((resolve, reject) => {
    const transaction = base.transaction(name, mode, { durability: "strict" });
    const request = act(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

function tell(event) {
  channel?.postMessage(event);
  document.dispatchEvent(new CustomEvent("bellwether:outbox", { detail: event }));
}

channel?.addEventListener("message", ({ data }) => {
  document.dispatchEvent(new CustomEvent("bellwether:outbox", { detail: data }));
});

export const rows = () => inStore("outbox", "readonly", (store) => store.getAll());
export const rowsOf = async (user) => (await rows()).filter((row) => row.user === user);

export async function keep(row) {
  const number = await inStore("outbox", "readwrite", (store) => store.add({ state: "waiting", tries: 0, ...row }));
  tell({ kind: "kept", number });
  return number;
}

export async function forget(number) {
  await inStore("outbox", "readwrite", (store) => store.delete(number));
  tell({ kind: "forgotten", number });
}

const write = (row) => inStore("outbox", "readwrite", (store) => store.put(row));

// A draft is what was tapped and not saved yet: {id, user, marks, since}. Nobody was told that it would be kept, so it
// goes when its maker signs out, or after a day; what was saved and waits to be sent never does.
const A_DAY = 24 * 60 * 60 * 1000;
const SOON = 150;
let later = null;

const isOld = ({ at }) => !(at <= Date.now() && at > Date.now() - A_DAY);
const drafts = () => inStore("drafts", "readonly", (store) => store.getAll());
export const dropDraft = (id) => inStore("drafts", "readwrite", (store) => store.delete(id));
export const draftsOf = async (user) => (await drafts()).filter((each) => each.id.startsWith(`${user} `) && !isOld(each));

export async function draft(id) {
  const found = await inStore("drafts", "readonly", (store) => store.get(id));
  return found && !isOld(found) ? found : undefined;
}

// Keeps what `make` gives in a moment, so that typing does not write at every key.
export function draftSoon(make) {
  forgetSoon();
  later = { make, timer: setTimeout(settleDraft, SOON) };
}

export function forgetSoon() {
  clearTimeout(later?.timer);
  later = null;
}

export async function settleDraft() {
  const made = later?.make();
  forgetSoon();
  if (!made) return;
  if (made.marks.length) await inStore("drafts", "readwrite", (store) => store.put({ ...made, at: Date.now() }));
  else await dropDraft(made.id);
}

export async function dropDrafts(isGone) {
  for (const each of await drafts()) if (isGone(each)) await dropDraft(each.id);
}
export const dropDraftsOf = (user) => dropDrafts(({ id }) => id.startsWith(`${user} `));
export const dropOldDrafts = () => dropDrafts(isOld);

// Who is signed in now, with a fresh token for forms: {reached, inTrouble, signedIn, user, token}.
export async function who() {
  try {
    const response = await fetch(WHO, { cache: "no-store", credentials: "same-origin", signal: AbortSignal.timeout(8000) });
    if (!response.ok) return IN_TROUBLE;
    const said = await response.json();
    return { reached: true, signedIn: said.signed_in, user: said.user, token: said.token };
  } catch {
    return OFF;
  }
}

async function post(row, token) {
  try {
    const response = await fetch(row.url, {
      method: "POST",
      credentials: "same-origin",
      redirect: "manual",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token, "Idempotency-Key": row.key },
      // How long ago it was marked, by the clock of this device, which need not be right.
      body: JSON.stringify({ ...row.body, user: row.user, age: Date.now() - row.at }),
      signal: AbortSignal.timeout(20000),
    });
    if (response.type === "opaqueredirect") return { status: 401, answer: null }; // it leads to the page for signing in
    const isJson = (response.headers.get("Content-Type") ?? "").startsWith("application/json");
    return { status: response.status, answer: isJson ? await response.json() : null };
  } catch {
    return { status: 0, answer: null };
  }
}

// A later submit of the same register saw what stood before this one: it now sees what this one left.
async function carryOn(sent, answer) {
  const later = (await rowsOf(sent.user)).filter((row) => row.url === sent.url && row.number > sent.number);
  for (const row of later) {
    for (const mark of row.body.marks) {
      const before = sent.body.marks.find((each) => each.pupil === mark.pupil);
      const stands = answer.stands?.[mark.pupil];
      const lost = answer.conflicts?.some((each) => each.pupil === mark.pupil);
      if (stands && before && !lost) mark.seen = stands.seen;
    }
    await write(row);
  }
}

// What the answer makes of a row. Resolves to what comes next: "on", to the next row; "over", past this register, which
// cannot be taken now; "stop" where no other row would fare better.
async function take(row, { status, answer }) {
  if (status === 200 && answer) {
    await carryOn(row, answer);
    await inStore("outbox", "readwrite", (store) => store.delete(row.number));
    tell({ kind: "sent", number: row.number, key: row.key, url: row.url, answer });
    return "on";
  }
  if (answer && [403, 404, 422].includes(status)) {
    await write({ ...row, state: status === 422 ? "problem" : "refused", answer, tries: row.tries + 1 });
    tell({ kind: "refused", number: row.number, key: row.key, url: row.url, answer });
    return "over";
  }
  if ([401, 409].includes(status)) return "stop"; // somebody else is signed in by now, or nobody
  const tries = row.tries + 1;
  const isAnswered = status !== 0 && !AWAY.includes(status);
  if (isAnswered && tries >= ENOUGH) {
    // It may be this register's own fault: it is told of, gives way to a new save, and is tried again now and then.
    await write({ ...row, tries, state: "stuck", answer: {}, after: Date.now() + Math.min(tries * A_MINUTE, A_WHILE) });
    if (row.state !== "stuck") tell({ kind: "refused", number: row.number, key: row.key, url: row.url, answer: {} });
    return "over";
  }
  await write({ ...row, tries });
  return isAnswered || tries >= ENOUGH ? "over" : "stop";
}

// Sends what waits, oldest first, one tab at a time. Returns {reached, signedIn, user, left}. isAsked: somebody asked for
// it, so what is stuck is tried as well.
export async function flush({ isAsked = false } = {}) {
  if (!isPossible) return OFF;
  return navigator.locks.request("bellwether-outbox", async () => {
    const someone = await who();
    if (someone.reached && someone.signedIn) await sendAll(someone, isAsked);
    const left = (await rows()).length;
    tell({ kind: "flushed", reached: someone.reached, inTrouble: someone.inTrouble, signedIn: someone.signedIn, user: someone.user, left });
    return { ...someone, left };
  });
}

const mayGo = (row, isAsked) => row.state === "waiting" || (row.state === "stuck" && (isAsked || Date.now() >= row.after));

// Of one register a later save waits for an earlier one; registers do not wait for each other.
async function sendAll(someone, isAsked) {
  const held = new Set();
  for (const { number } of await rowsOf(someone.user)) {
    const row = await inStore("outbox", "readonly", (store) => store.get(number));
    if (!row || held.has(row.url)) continue;
    if (!mayGo(row, isAsked)) {
      held.add(row.url);
      continue;
    }
    let said = await post(row, someone.token);
    if (said.status === 403 && !said.answer) {
      const again = await who(); // the token of the form was renewed, as after a new sign-in
      if (!again.signedIn || again.user !== row.user) return;
      someone.token = again.token;
      said = await post(row, again.token);
    }
    const next = await take(row, said);
    if (next === "stop") return;
    if (next === "over") held.add(row.url);
  }
}

// Lists of pupils that were kept for being without a network. What waits to be sent is not among them.
export async function wipeLists() {
  if (!("caches" in globalThis)) return;
  for (const name of await caches.keys()) if (name.startsWith("bellwether-lists")) await caches.delete(name);
}
