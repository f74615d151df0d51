// What an explorer asks before it moves: who has said what comes looks for it. One line, and one press passes it.
import { ask, asks, onChoice } from "../../core/asking.js";
import { button, h } from "../../core/dom.js";
import * as storage from "../../core/storage.js";

export class FirstQuestion {
  constructor(explorer) {
    const { askedAs: key, asked: [question = "", ...choices] } = explorer;
    this.any = Boolean(question);
    this.explorer = explorer;
    this.key = `nnbook.guess.${key}-explorer`;
    this.said = h("span", { class: "nn-explorer-said" });
    this.element = h(
      "div",
      { class: "nn-explorer-asks", role: "group", "aria-label": question, hidden: true },
      h("p", null, question),
      h("div", { class: "nn-buttons" }, ...choices.map((choice) => button(choice, () => this.take(choice)))),
      h("div", { class: "nn-buttons" },
        button("Just let me try", () => this.take("")),
        button("Show all, in the whole book", () => this.never())),
    );
  }

  /** Ask, where the reader is to be asked and has not answered yet; not where `passed`. */
  show(passed = false) {
    const said = storage.read(this.key);
    const waits = this.any && asks() && said === null && !passed;
    this.element.hidden = !waits;
    this.said.textContent = said ? ` You said: ${said}` : "";
    for (const part of this.explorer.panel.children)
      if (part !== this.element && part !== this.explorer.status) part.inert = waits;
  }

  follow(signal) {
    const show = () => this.show(this.element.hidden);
    onChoice(show, signal);
    storage.onChange(this.key, show, signal);
  }

  take(said) {
    storage.write(this.key, said);
    this.show();
    this.explorer.say(said && `You said: ${said}.`);
    this.goOn();
  }

  never() {
    ask(false);
    this.goOn();
  }

  /** Take the reader from what is gone to what can be moved now. */
  goOn() {
    const panel = this.explorer.panel;
    panel.tabIndex = -1;
    panel.focus({ preventScroll: true });
  }
}
