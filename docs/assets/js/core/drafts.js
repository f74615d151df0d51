// What a reader has written into a field, kept from visit to visit. Tabs share it: what one writes the others show.
// Where a tab has not heard of what another wrote, it does not write over it. It keeps its own text to itself, and
// the reader chooses.
import * as storage from "./storage.js";

const keyOf = (name) => `nnbook.draft.${name}`;

/** @returns {?string} what is kept of a field that may stand on another page; null where nothing is */
export const kept = (name) => storage.read(keyOf(name));

export class Draft {
  /**
   * @param {string} name
   * @param {string} original the text that is nobody's draft
   */
  constructor(name, original) {
    this.key = keyOf(name);
    this.original = original;
    this.seen = storage.read(this.key); // what this tab knows to be kept
    const own = this.ownText();
    if (own !== null && own === this.seen) this.dropOwn();
    this.text = this.ownText() ?? this.seen ?? original;
  }

  /** Whether another tab has another text. */
  get differs() {
    return this.ownText() !== null;
  }

  ownText() {
    try {
      return sessionStorage.getItem(this.key);
    } catch {
      return null;
    }
  }

  dropOwn() {
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // there is none
    }
  }

  keepOwn(text) {
    try {
      sessionStorage.setItem(this.key, text);
    } catch {
      // the field has it
    }
  }

  /** Keep a text. @returns {boolean} false where another tab has written something else in the meantime */
  keep(text) {
    this.text = text;
    if (this.differs || storage.read(this.key) !== this.seen) {
      this.keepOwn(text);
      return false;
    }
    this.write(text);
    return true;
  }

  write(text) {
    this.seen = text === this.original ? null : text;
    storage.write(this.key, this.seen);
  }

  /** Choose the text of this tab. */
  keepThis() {
    this.dropOwn();
    this.write(this.text);
  }

  /** Choose the other tab's, and return it. */
  takeOther() {
    this.dropOwn();
    this.seen = storage.read(this.key);
    this.text = this.seen ?? this.original;
    return this.text;
  }

  /** Call `take(text)` when another tab writes and this one has nothing of its own, else `ask()`. */
  follow({ take, ask }, signal) {
    storage.onChange(this.key, () => {
      if (storage.read(this.key) === this.seen) return;
      if (this.differs) ask();
      else take(this.takeOther());
    }, signal);
  }
}
