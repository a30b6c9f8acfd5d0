// Asks the worker to keep this page and the registers that it leads to, for when there is no network.

export async function keepPages() {
  if (!("serviceWorker" in navigator) || !globalThis.isSecureContext) return;
  const worker = (await navigator.serviceWorker.ready).active;
  const base = document.querySelector("link[rel=stylesheet]").href.replace(/ui\/.*$/, "");
  const loaded = performance.getEntriesByType("resource").map((each) => each.name);
  const links = [...document.querySelectorAll("a[data-keep]")].map((link) => link.href);
  worker.postMessage({
    kind: "keep",
    pages: [location.href.split("#")[0], ...links],
    assets: loaded.filter((address) => address.startsWith(base)),
  });
}

if (document.readyState === "complete") keepPages();
else addEventListener("load", keepPages, { once: true });
