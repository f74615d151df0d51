// What every element of the book is: blocks, questions, exercises, explorers and the reader's progress.
//
// The build writes its tag, with all inside that can be read without a script. The browser makes it alive wherever it
// comes into a page: at load, by instant navigation, or later; nobody looks for it. A subclass gives
//
//   make()         makes, once, what the element has beside what the build wrote
//   enter(signal)  it has come into a page; what it hears of from outside, it hears until the signal aborts
//   leave()        it has left the page
//   status         where it says what happened
//
// all of them optional, and registers itself by customElements.define. core/lazy.js fetches its module.
//
// There is no shadow root: the page's style sheet is there before the first paint, so nothing flashes.

export class BookElement extends HTMLElement {
  #made = false;
  #left;

  connectedCallback() {
    if (!this.#made) this.make();
    this.#made = true;
    this.#left = new AbortController();
    this.enter(this.#left.signal);
  }

  disconnectedCallback() {
    this.#left?.abort();
    this.leave();
  }

  make() {}

  enter() {}

  leave() {}

  say(text) {
    this.status.textContent = text;
  }
}
