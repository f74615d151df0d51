// <nn-mixture>: questions drawn from the whole book, mixed across its pages. First come those that the reader was certain
// of and wrong. What is drawn stays until the tab is closed: who looks something up comes back to the same.
import { button, h } from "../core/dom.js";
import { BookElement } from "../core/element.js";
import * as bank from "./bank.js";
import { today } from "./days.js";
import * as progress from "./progress.js";
import { mixed, standing } from "./schedule.js";

const MOST = 10;
const KEY = "nnbook.mixture";

class NnMixture extends BookElement {
  make() {
    this.status = h("p", { role: "status", tabindex: -1 });
    this.drawButton = button("", () => this.draw());
    this.list = h("div");
    this.replaceChildren(this.drawButton, this.status, this.list);
    this.name(false);
  }

  enter() {
    const kept = read();
    if (kept.length) this.show(kept);
  }

  name(again) {
    this.drawButton.textContent = again ? "Draw ten others" : "Draw ten questions";
  }

  async draw() {
    try {
      const known = await bank.known(progress.all());
      const before = new Set(read());
      const marked = known.map((one) => ({ ...one, misled: standing(one.item, today()).misled }));
      const others = marked.filter(({ id }) => !before.has(id));
      const shuffled = shuffle(others.length < MOST ? marked : others);
      const ids = mixed(shuffled, MOST).map(({ id }) => id);
      keep(ids);
      await this.show(ids);
      this.say(`Here are ${ids.length} of the ${known.length} questions of the book.`);
      this.status.focus();
    } catch (error) {
      console.info("nnbook cannot draw questions:", error.message);
      this.say("The questions could not be had: there may be no network. Those of this page stand below.");
    }
  }

  async show(ids) {
    const known = new Set((await bank.known({})).map(({ id }) => id));
    const forms = await Promise.all(ids.filter((id) => known.has(id)).map((id) => bank.form(id)));
    this.list.replaceChildren(...forms);
    this.name(forms.length > 0);
  }
}

function shuffle(list) {
  const mixture = [...list];
  for (let last = mixture.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [mixture[last], mixture[other]] = [mixture[other], mixture[last]];
  }
  return mixture;
}

function read() {
  try {
    const ids = JSON.parse(sessionStorage.getItem(KEY));
    return Array.isArray(ids) ? ids : [];
  } catch {
    return [];
  }
}

function keep(ids) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(ids));
  } catch {
    // the page has them
  }
}

customElements.define("nn-mixture", NnMixture);
