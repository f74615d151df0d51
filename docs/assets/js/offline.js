// After the first visit the site works without a network: the service worker keeps a copy of it. Where the site has a
// new version, its worker waits beside the old one until the reader wants it.
import { offerReload } from "./core/notice.js";

async function keepCopy() {
  const registration = await navigator.serviceWorker.register(new URL("../../sw.js", import.meta.url));
  const offer = () => {
    const { waiting } = registration;
    // Without a controller this is the first visit: nothing is old.
    if (waiting && navigator.serviceWorker.controller) offerReload(() => takeOver(waiting));
  };
  const follow = () => registration.installing?.addEventListener("statechange", offer);
  registration.addEventListener("updatefound", follow);
  follow();
  offer();
  const look = () => document.visibilityState === "visible" && registration.update().catch(() => {}); // offline, say
  document.addEventListener("visibilitychange", look);
  document$.subscribe(look); // a page that instant navigation brings
}

/** Let the new version take over, and then show it. */
function takeOver(waiting) {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting.postMessage("take over");
}

// Where the browser blocks storage, already to ask for the worker may be an error.
async function begin() {
  if ("serviceWorker" in navigator) await keepCopy();
}

begin().catch((error) => console.info("nnbook will not work offline:", error.message));
