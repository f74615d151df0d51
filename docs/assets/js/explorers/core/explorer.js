// What every explorer is. A subclass gives
//
//   static key      the prefix of its fields in the address ("activation")
//   static title    its heading ("Activation explorer")
//   static fields   its state: {z: real(-1, -1000, 1000), …} (state.js)
//   static asked    what it asks before it moves: [question, choice, choice, …] (question.js)
//   build()         makes the controls once and gives them as an array of elements
//   refresh()       shows this.state in them; called after every change, so it must be quick
//   python()        a script that runs alone with nnbook and prints the numbers on the screen
//   summary()       a sentence or two for screen readers, said when the reader pauses
//   halt()          ends what goes on by itself, such as a run; optional
//   check()         mends this.state, and names what did not fit; optional
//
// and changes its state by this.set({z: 2}) only. The base class has the address, Reset, "Copy as Python", the note
// about a broken address and the live region.
//
// The children from the chapter (the static fallback) stay; explorers.css shows either them or the panel.

import { button, h } from "../../core/dom.js";
import { BookElement } from "../../core/element.js";
import { FirstQuestion } from "./question.js";
import { defaults, isAsked, read, write } from "./state.js";

const PAUSE = 400; // milliseconds without a change after which address and live region follow

// Links to the headings of this page keep the state. Material has made them absolute, so that their lack of a
// query would load the page anew.
const kept = new WeakSet();
addEventListener(
  "click",
  ({ target }) => {
    const link = target.closest?.("a[href*='#']");
    if (!link || link.origin !== location.origin || link.pathname !== location.pathname) return;
    if (link.search && !kept.has(link)) return; // leads to a state of its own
    kept.add(link);
    link.search = location.search;
  },
  true, // before Material looks at the link
);

export class Explorer extends BookElement {
  enter(signal) {
    const page = location.pathname;
    this.load();
    this.question.follow(signal);
    // The reader goes back or forward: within this page, or on the way to another.
    addEventListener("popstate", () => location.pathname === page && this.load(), { signal });
  }

  leave() {
    this.halt();
    clearTimeout(this.timer); // the address is another page's by now
  }

  load() {
    this.halt();
    clearTimeout(this.timer);
    const { state, broken } = read(this.constructor.key, this.fields);
    this.state = state;
    this.warn([...broken, ...this.check()]);
    this.refresh();
    // Who follows a link to a state wants to see that.
    this.question.show(isAsked(this.constructor.key));
  }

  halt() {}

  check() {
    return [];
  }

  // One of several may start elsewhere.
  get fields() {
    return this.constructor.fields;
  }

  get asked() {
    return this.constructor.asked;
  }

  get askedAs() {
    return this.constructor.key;
  }

  make() {
    this.querySelector(":scope > .nn-explorer")?.remove(); // where this is a copy of one that had a panel
    this.note = h("p", { class: "nn-explorer-note", hidden: true });
    this.status = h("p", { class: "nn-unseen", role: "status" });
    this.copyButton = button("Copy as Python", () => this.copy());
    this.question = new FirstQuestion(this);
    this.code = h("textarea", { hidden: true, readonly: true, rows: 8, "aria-label": "Python code" });
    this.panel = h(
      "section",
      { class: "nn-explorer", "aria-label": this.constructor.title },
      h("p", { class: "nn-explorer-title", "aria-hidden": "true" }, this.constructor.title, this.question.said),
      this.note,
      this.question.element,
    );
    this.append(this.panel); // in the page before build(), so that what is built can be measured
    this.panel.append(
      ...this.build(),
      h("div", { class: "nn-buttons nn-explorer-foot" }, this.copyButton, button("Reset", () => this.reset())),
      this.code,
      this.status,
    );
    this.classList.add("nn-ready");
  }

  set(changes) {
    Object.assign(this.state, changes);
    this.warn([]);
    this.code.hidden = true;
    this.refresh();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      write(this.constructor.key, this.fields, this.state);
      this.say(this.summary());
    }, PAUSE);
  }

  reset() {
    this.halt();
    this.set(defaults(this.fields));
  }

  warn(broken) {
    this.note.hidden = !broken.length;
    this.note.textContent = broken.length
      ? `The address of this page asks for something that does not exist here (${[...new Set(broken)].join(", ")}). The start values stand instead.`
      : "";
  }

  async copy() {
    const code = await this.python();
    if (code === undefined) return;
    try {
      await navigator.clipboard.writeText(code);
      this.copyButton.textContent = "Copied";
      this.say("Copied");
      setTimeout(() => (this.copyButton.textContent = "Copy as Python"), 2000);
    } catch {
      this.code.value = code; // no clipboard outside https, or refused: the reader copies by hand
      this.code.hidden = false;
      this.code.select();
    }
  }
}
