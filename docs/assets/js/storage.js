// Where the browser blocks storage, asking for it is an error, and the theme's own script ends with it. Then the page
// has a storage that lasts as long as the page. A classic script, which runs before the others.
(() => {
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
})();
