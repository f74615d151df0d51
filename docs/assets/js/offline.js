// After the first visit the site works without a network: the service worker keeps a copy of it.
if ("serviceWorker" in navigator)
  navigator.serviceWorker.register(new URL("../../sw.js", import.meta.url)).catch((error) => {
    console.info("nnbook will not work offline:", error.message);
  });
