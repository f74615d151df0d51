// What every element of the book is: blocks, questions, exercises, explorers and the reader's progress.
//
// The build writes its tag, around all that can be read without a script, and the browser makes it alive wherever it
// comes into a page. A subclass may give
//
//   make()         makes, once, what the element has beside what the build wrote
//   enter(signal)  it is in a page; what it hears from outside, it hears until the signal aborts
//   leave()        it is in no page any more
//   status         where it says what happened
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
