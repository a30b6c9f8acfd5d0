// Works with the network off: the registers and the on-site list that were opened, for a day, and what draws them.
// The network always comes first. Only what the server marks with "Bellwether-Keep" is kept, under its reader's name.

const VERSION = "{{ version }}";
const SHELL = `bellwether-shell-${VERSION}`;
const LISTS = "bellwether-lists";
const SIGN_OUT = "{{ sign_out }}";
const OFFLINE = "{{ offline }}";
const STATIC = "{{ static }}";
const A_DAY = 24 * 60 * 60 * 1000;
const PATIENCE = 5000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((shell) => shell.add(OFFLINE)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(tidy().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) return;
  if (request.method === "POST" && address.pathname === SIGN_OUT) event.waitUntil(caches.delete(LISTS));
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (address.pathname.startsWith(STATIC)) event.respondWith(asset(request));
});

self.addEventListener("message", (event) => {
  if (event.data?.kind === "keep") event.waitUntil(keepAll(event.data));
  if (event.data?.kind === "wipe") event.waitUntil(caches.delete(LISTS));
});

async function tidy() {
  for (const name of await caches.keys()) {
    if (name.startsWith("bellwether-shell-") && name !== SHELL) await caches.delete(name);
  }
  const lists = await caches.open(LISTS);
  for (const request of await lists.keys()) {
    if (isStale(await lists.match(request))) await lists.delete(request);
  }
}

function isStale(kept) {
  return !kept || Date.now() - Number(kept.headers.get("Bellwether-Kept-At")) > A_DAY;
}

async function keepPage(address, response) {
  const owner = response.headers.get("Bellwether-Keep");
  if (!response.ok || response.redirected || !owner) return;
  const lists = await caches.open(LISTS);
  for (const request of await lists.keys()) {
    const kept = await lists.match(request);
    if (isStale(kept) || kept.headers.get("Bellwether-Keep") !== owner) await lists.delete(request);
  }
  const headers = new Headers(response.headers);
  headers.set("Bellwether-Kept-At", String(Date.now()));
  headers.delete("Set-Cookie");
  await lists.put(address, new Response(await response.blob(), { status: 200, headers }));
}

async function kept(address) {
  const lists = await caches.open(LISTS);
  const found = await lists.match(address);
  if (found && isStale(found)) {
    await lists.delete(address);
    return undefined;
  }
  return found;
}

// The network first; a kept list where it does not answer, or is too slow for somebody with a class waiting.
async function page(event) {
  const address = new URL(event.request.url);
  address.hash = "";
  const asked = fetch(event.request).then((response) => {
    event.waitUntil(keepPage(address.href, response.clone()));
    return response;
  });
  asked.catch(() => undefined); // heard below, or too late to matter
  const before = await kept(address.href);
  try {
    return await (before ? Promise.race([asked, late(before)]) : asked);
  } catch {
    return before ?? (await caches.match(OFFLINE)) ?? Response.error();
  }
}

function late(answer) {
  return new Promise((resolve) => setTimeout(() => resolve(answer.clone()), PATIENCE));
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
    const response = await fetch(address, { credentials: "same-origin" }).catch(() => null);
    if (response) await keepPage(address, response);
  }
}
