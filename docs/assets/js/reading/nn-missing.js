// <nn-missing>: what a reader asked for, on the page for what is not found, what is near to it, and the search.
import { BookElement } from "../core/element.js";
import { distance, fold, wordsOf } from "./search/words.js";

const MOST = 3; // pages that are near

class NnMissing extends BookElement {
  make() {
    const base = this.dataset.base;
    const { pathname } = location;
    const asked = decoded(pathname.startsWith(base) ? pathname.slice(base.length) : pathname);
    const name = asked.replace(/(index)?\.\w+$/, "").split("/").filter(Boolean).at(-1) ?? "";
    const words = wordsOf(fold(name)).join(" ");
    const [first] = this.getElementsByTagName("p");
    const address = Object.assign(document.createElement("code"), { textContent: decoded(pathname) });
    first.prepend("You asked for ", address, ". ");
    const near = this.near(asked);
    first.after(...(near.length ? [nearest(near)] : []), searchFor(words));
  }

  /** Return the links whose addresses are near to the one that was asked for, the nearest first. */
  near(asked) {
    const words = wordsOf(fold(asked));
    const far = (link) => {
      const name = link.pathname.split("/").filter(Boolean).at(-1) ?? "";
      return Math.min(...words.map((word) => distance(word, name, name.length) / Math.max(word.length, name.length)));
    };
    return [...this.querySelectorAll("li a")]
      .map((link) => ({ link, far: words.length ? far(link) : 1 }))
      .filter((each) => each.far < 0.5)
      .sort((a, b) => a.far - b.far)
      .slice(0, MOST)
      .map(({ link }) => link);
  }
}

function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function nearest(links) {
  const line = document.createElement("p");
  line.append("Nearest to it: ");
  links.forEach((link, index) => line.append(index ? ", " : "", link.cloneNode(true)));
  line.append(".");
  return line;
}

function searchFor(words) {
  const form = document.createElement("form");
  form.role = "search";
  const label = Object.assign(document.createElement("label"), { textContent: "Search the book" });
  const field = Object.assign(document.createElement("input"), { type: "search", value: words, id: "nn-missing" });
  label.htmlFor = field.id;
  form.append(label, field, Object.assign(document.createElement("button"), { textContent: "Search" }));
  form.onsubmit = (event) => {
    event.preventDefault();
    search(field.value);
  };
  return form;
}

/** Open the theme's search with these words: Material has its field in the page, Zensical in a window of its own. */
function search(words) {
  const field = document.querySelector(".md-search__input");
  if (field) return type(field, words, new KeyboardEvent("keyup", { bubbles: true }));
  document.querySelector(".md-search__button")?.click();
  return requestAnimationFrame(() => {
    const windows = [...document.body.children].map(({ shadowRoot }) => shadowRoot?.querySelector("[role=combobox]"));
    const own = windows.find(Boolean);
    if (own) type(own, words, new InputEvent("input", { bubbles: true }));
  });
}

function type(field, words, event) {
  field.focus();
  field.value = words;
  field.dispatchEvent(event);
}

customElements.define("nn-missing", NnMissing);
