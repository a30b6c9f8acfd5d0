// Works with the network off: the registers and the on-site list that were opened, for a day, and what draws them.
// The network always comes first. Only what the server marks with "Bellwether-Keep" is kept, under its reader's sign, and
// shown only while the last that the server said of who is signed in is that same sign.

const VERSION = "{{ version }}";
const SHELL = `bellwether-shell-${VERSION}`;
const LISTS = "bellwether-lists";
const READER = "bellwether-lists-reader"; // the sign of who is signed in, as the server said last; gone with the lists
const DATABASE = "bellwether";
const WHO = "{{ who }}";
const SIGN_IN = "{{ sign_in }}";
const SIGN_OUT = "{{ sign_out }}";
const OFFLINE = "{{ offline }}";
const STATIC = "{{ static }}";
const A_DAY = 24 * 60 * 60 * 1000;
const PATIENCE = 5000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((shell) => shell.add(OFFLINE)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOldShells().then(() => self.clients.claim()));
});

// Whenever the worker wakes, for whatever reason, what is over a day old goes.
const woken = dropOld();

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) return;
  if (address.pathname === SIGN_OUT && request.method === "POST") event.waitUntil(wipe());
  else if (address.pathname.startsWith(SIGN_IN)) event.waitUntil(doubt());
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (address.pathname === WHO) event.respondWith(who(event));
  else if (address.pathname.startsWith(STATIC)) event.respondWith(asset(request));
});

self.addEventListener("message", (event) => {
  if (event.data?.kind === "keep") event.waitUntil(keepAll(event.data));
  if (event.data?.kind === "wipe") event.waitUntil(wipe());
});

async function dropOldShells() {
  for (const name of await caches.keys()) {
    if (name.startsWith("bellwether-shell-") && name !== SHELL) await caches.delete(name);
  }
}

async function dropOld() {
  await dropLists((kept) => isStale(kept));
  await dropOldDrafts().catch(() => undefined);
}

async function dropLists(isGone) {
  if (!(await caches.has(LISTS))) return;
  const lists = await caches.open(LISTS);
  for (const request of await lists.keys()) {
    const kept = await lists.match(request);
    if (!kept || isGone(kept)) await lists.delete(request);
  }
}

// Marks that were tapped and never saved. What waits to be sent is kept however old it is.
async function dropOldDrafts() {
  const base = await new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.transaction.abort(); // there is none yet, and no page has made it
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  await new Promise((resolve, reject) => {
    const transaction = base.transaction("drafts", "readwrite");
    transaction.objectStore("drafts").openCursor().onsuccess = ({ target }) => {
      if (!target.result) return;
      if (isPast(target.result.value.at)) target.result.delete();
      target.result.continue();
    };
    transaction.oncomplete = resolve;
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  }).finally(() => base.close());
}

function isPast(moment) {
  return !(moment <= Date.now() && moment > Date.now() - A_DAY); // nor from a clock that was wrong
}

function isStale(kept) {
  const at = Number(kept.headers.get("Bellwether-Kept-At"));
  const seconds = Number(kept.headers.get("Bellwether-Keep-For") ?? Infinity); // for which its reader is signed in
  return isPast(at) || Date.now() - at > seconds * 1000;
}

const ownerOf = (kept) => kept.headers.get("Bellwether-Keep");

// Counts up whenever somebody may have changed places: answers that were asked for before tell nothing any more.
let turn = 0;

async function wipe() {
  turn += 1;
  await caches.delete(LISTS);
  await caches.delete(READER);
}

async function doubt() {
  turn += 1;
  await caches.delete(READER);
}

async function readerIs(sign) {
  await dropLists((kept) => ownerOf(kept) !== sign);
  await (await caches.open(READER)).put(WHO, new Response(sign));
}

async function reader() {
  const told = (await caches.has(READER)) && (await (await caches.open(READER)).match(WHO));
  return told ? told.text() : "";
}

// The page asks who is signed in; the worker listens. Where nobody is any more, nothing of theirs stays.
async function who(event) {
  const at = turn;
  const response = await fetch(event.request);
  event.waitUntil(heard(response.clone(), at));
  return response;
}

async function heard(response, at) {
  if (!response.ok) return;
  const said = await response.json();
  if (at !== turn) return;
  await (said.signed_in ? readerIs(said.user) : wipe());
}

async function keepPage(address, response, at) {
  const owner = ownerOf(response);
  if (!response.ok || response.redirected || !owner || at !== turn) return;
  await readerIs(owner);
  const lists = await caches.open(LISTS);
  const headers = new Headers(response.headers);
  headers.set("Bellwether-Kept-At", String(Date.now()));
  headers.delete("Set-Cookie");
  const body = await response.blob();
  if (at !== turn) return;
  await lists.put(address, new Response(body, { status: 200, headers }));
}

async function kept(address) {
  await dropLists(isStale);
  const found = await (await caches.open(LISTS)).match(address);
  return found && ownerOf(found) === (await reader()) ? found : undefined;
}

// The network first; a kept list where it does not answer, or is too slow for somebody with a class waiting.
async function page(event) {
  const address = new URL(event.request.url);
  address.hash = "";
  const at = turn;
  const asked = fetch(event.request).then((response) => {
    event.waitUntil(keepPage(address.href, response.clone(), at));
    return response;
  });
  event.waitUntil(Promise.allSettled([asked, woken])); // a failure is heard below, or comes too late to matter
  const slow = new Promise((resolve) => setTimeout(resolve, PATIENCE)).then(() => kept(address.href));
  try {
    return await Promise.race([asked, slow.then((found) => found ?? asked)]);
  } catch {
    return (await kept(address.href)) ?? (await caches.match(OFFLINE)) ?? Response.error();
  }
}

async function asset(request) {
  try {
    const response = await fetch(request);
    const shell = await caches.open(SHELL);
    if (response.ok && (await shell.match(request))) await shell.put(request, response.clone());
    return response;
  } catch (error) {
    const found = await caches.match(request);
    if (found) return found;
    throw error;
  }
}

// Asked for by a page that this worker did not serve itself: the first one, and the registers it leads to.
async function keepAll({ pages, assets }) {
  const shell = await caches.open(SHELL);
  for (const address of assets) {
    if (!(await shell.match(address))) await shell.add(address).catch(() => undefined);
  }
  for (const address of pages) {
    const at = turn;
    const response = await fetch(address, { credentials: "same-origin" }).catch(() => null);
    if (response) await keepPage(address, response, at);
  }
}
