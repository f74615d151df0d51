// The service worker: a copy of the whole site for each deployment, and of Python once it was loaded.
// The build fills in the files and the versions. Another deployment is another file, which the browser
// notices; the new worker takes a copy of its own, and waits until no page of the old one is open, or until the
// reader asks for it: a page and what it loads later belong together. Then it drops the old copy.
const FILES = __FILES__;
const SITE = "nnbook-site-__VERSION__";
const PYTHON = "nnbook-python-__PYTHON__";
const SCOPE = self.registration.scope;

/** Pages are kept under the address of their folder, without what a widget writes behind the "?". */
function address(url) {
  const { origin, pathname } = new URL(url, SCOPE);
  return origin + pathname.replace(/index\.html$/, "");
}

async function install() {
  const cache = await caches.open(SITE);
  await cache.addAll(FILES.map((name) => new Request(address(name), { cache: "reload" })));
}

async function activate() {
  await self.clients.claim(); // first: the old worker must not answer once its copy is gone
  const old = (await caches.keys()).filter((name) => name.startsWith("nnbook-") && name !== SITE && name !== PYTHON);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function answer(event) {
  const { request } = event;
  const key = address(request.url);
  if (key.startsWith(`${SCOPE}assets/python/`)) {
    const cache = await caches.open(PYTHON);
    const kept = request.cache === "reload" ? undefined : await cache.match(key); // what was kept was not right
    if (kept) return kept;
    const response = await fetch(request);
    if (response.ok) event.waitUntil(cache.put(key, response.clone()).catch(() => {})); // half of it, or no room
    return response;
  }
  const kept = await caches.match(key, { cacheName: SITE });
  if (kept) return kept;
  try {
    return await fetch(request);
  } catch (error) {
    const missing = request.mode === "navigate" && (await caches.match(`${SCOPE}404.html`, { cacheName: SITE }));
    if (missing) return missing;
    throw error;
  }
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("message", ({ data }) => data === "take over" && self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && event.request.url.startsWith(SCOPE)) event.respondWith(answer(event));
});
