// <nn-steps>: a block line by line. Where the build has recorded the steps, it writes the element; else nn-block makes
// one with the first Step. What shows the steps comes only then.
import { button, h } from "../core/dom.js";
import { BookElement } from "../core/element.js";

const RECORDED = new URL("../../steps/", import.meta.url);

class NnSteps extends BookElement {
  make() {
    for (const made of [...this.children]) made.remove(); // of a copy
    delete this.dataset.open;
    this.status = h("p", { class: "nn-steps-failed", role: "status" });
    this.append(this.status);
    if (!this.dataset.recorded) return;
    // The block's own button is Step where the site carries Python: the style sheet shows one of the two.
    this.opener = button("Step", () => this.openRecorded(), { class: "nn-steps-open" });
    this.prepend(this.opener);
  }

  leave() {
    this.close();
  }

  get block() {
    return this.closest("nn-block, nn-exercise");
  }

  /** Read the steps that the build has recorded. @returns {Promise<?object>} null where they cannot be had */
  async recorded() {
    if (!this.dataset.recorded) return null;
    try {
      const response = await fetch(new URL(`${this.dataset.recorded}.json`, RECORDED));
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }

  async openRecorded() {
    const data = await this.recorded();
    if (!data) {
      this.say("The steps of this block could not be fetched.");
      return;
    }
    const code = this.block.querySelector(":scope > .highlight code, :scope > nn-code .highlight code");
    await this.show(data, { about: "this block", code: code.textContent.replace(/\n$/, ""), listing: code });
  }

  /**
   * Show steps.
   *
   * @param {object} data as nnbook.book.run.steps gives it
   * @param {{about: string, code: string, listing?: Element, again?: (asked: object) => Promise<void>}} source the code;
   *   its listing, where that is what the page shows; and how to have other steps of it
   * @param {object} [kept] of the steps before: what the reader has marked and folded
   */
  async show(data, source, kept) {
    this.say("");
    let Stepping;
    try {
      ({ Stepping } = await import("./stepping.js"));
    } catch {
      this.say("What shows the steps could not be fetched.");
      return;
    }
    this.close();
    this.view = new Stepping(data, source, { close: () => this.close(true), kept });
    this.append(this.view.element);
    this.dataset.open = "";
    this.view.begin();
  }

  /** Take the steps away; `back` brings the focus to the button that opened them. */
  close(back) {
    if (!this.view) return;
    this.view.element.remove();
    this.view = undefined;
    delete this.dataset.open;
    if (back) (this.block.querySelector(":scope > .nn-bar > [data-does=step]") ?? this.opener)?.focus();
  }
}

customElements.define("nn-steps", NnSteps);
