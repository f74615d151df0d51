// <nn-solved>: under a chapter on the home page, how much of its practice is done. The build wrote how much there is.
import { BookElement } from "../core/element.js";
import * as progress from "./progress.js";

class NnSolved extends BookElement {
  enter(signal) {
    progress.subscribe((items) => this.show(items), signal);
  }

  /** Say "3 of 7 questions, 1 of 5 exercises"; nothing where nothing is done. */
  show(items) {
    const parts = Object.entries(progress.NOUNS).map(([kind, noun]) => {
      const total = Number(this.dataset[noun] ?? 0);
      const done = progress.done(items, kind, this.dataset.page);
      return { done, total, text: `${Math.min(done, total)} of ${total} ${noun}` };
    });
    const any = parts.some(({ done }) => done);
    this.textContent = any ? parts.filter(({ total }) => total).map(({ text }) => text).join(", ") : "";
  }
}

customElements.define("nn-solved", NnSolved);
