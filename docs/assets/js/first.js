// What comes before the page is there, and before any other script: a classic one, behind the style sheets.
(() => {
  // The theme does these two when all is laid out, which is laid out once more for each of them.
  document.documentElement.classList.replace("no-js", "js");
  for (const sheet of document.querySelectorAll("link[rel=stylesheet]")) sheet.setAttribute("href", sheet.href);

  // Where the browser blocks storage, asking for it is an error, and the theme's own script ends with it. Then the page
  // has a storage that lasts as long as the page.
  /** What a page asks of a storage. */
  class PageStorage {
    #texts = new Map();

    get length() {
      return this.#texts.size;
    }

    key(index) {
      return [...this.#texts.keys()][index] ?? null;
    }

    getItem(name) {
      return this.#texts.get(String(name)) ?? null;
    }

    setItem(name, text) {
      this.#texts.set(String(name), String(text));
    }

    removeItem(name) {
      this.#texts.delete(String(name));
    }

    clear() {
      this.#texts.clear();
    }
  }

  for (const name of ["localStorage", "sessionStorage"]) {
    try {
      window[name].getItem("");
    } catch {
      Object.defineProperty(window, name, { value: new PageStorage(), configurable: true });
    }
  }

  // Until the reader chooses, the page has the light or dark theme of the system; the theme's script, which comes
  // before the first paint, reads here what to show. The browser is told by `color-scheme`.
  const SYSTEM = "(prefers-color-scheme)";
  const name = `${new URL("../..", document.currentScript.src).pathname}.__palette`;
  let chosen = { media: SYSTEM };
  try {
    chosen = JSON.parse(localStorage.getItem(name)).color ?? chosen;
  } catch {
    // nothing there yet, or nothing that can be read
  }
  try {
    if (chosen.media === SYSTEM) localStorage.setItem(name, JSON.stringify({ color: { media: SYSTEM } }));
  } catch {
    // it is full: the theme shows its first then
  }
  const dark = chosen.media === SYSTEM ? matchMedia("(prefers-color-scheme: dark)").matches : chosen.scheme === "slate";
  const meta = document.createElement("meta");
  document.head.append(Object.assign(meta, { name: "color-scheme", content: dark ? "dark" : "light" }));
})();
