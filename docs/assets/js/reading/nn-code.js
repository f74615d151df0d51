// <nn-code>: the code of a figure, folded under it. Whoever opens or closes one does it for the whole book.
import { BookElement } from "../core/element.js";
import * as storage from "../core/storage.js";

const KEY = "nnbook.code";
const folds = new Set(); // those in the page

/** Open or close all folds as the reader last chose. */
function followChoice() {
  const open = storage.read(KEY) === "open";
  for (const fold of folds) fold.details.open = open;
}

class NnCode extends BookElement {
  make() {
    this.details = this.querySelector("details");
    this.details.firstElementChild.onclick = (event) => this.choose(event);
  }

  enter() {
    folds.add(this);
    if (storage.read(KEY) === "open") this.details.open = true;
  }

  leave() {
    folds.delete(this);
  }

  /** Keep the choice; what the reader looks at stays where it is, however much opens above it. */
  choose(event) {
    event.preventDefault();
    const top = this.getBoundingClientRect().top;
    storage.write(KEY, this.details.open ? null : "open");
    followChoice();
    scrollBy({ top: this.getBoundingClientRect().top - top, behavior: "instant" });
  }
}

storage.onChange(KEY, followChoice);
customElements.define("nn-code", NnCode);
