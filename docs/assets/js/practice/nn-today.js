// <nn-today>: the questions that are due, a handful at a time, under the sections that teach them. What the build wrote
// stands there without scripts.
import { button, h } from "../core/dom.js";
import { BookElement } from "../core/element.js";
import * as bank from "./bank.js";
import { today } from "./days.js";
import * as progress from "./progress.js";
import * as reminders from "./reminders.js";
import { due, mixed } from "./schedule.js";

const HANDFUL = 5;

class NnToday extends BookElement {
  make() {
    this.status = h("p", { class: "nn-today-status", role: "status", tabindex: -1 });
    this.list = h("div");
    this.actions = h("p", { class: "nn-today-actions" });
    this.replaceChildren(this.status, this.list, this.actions);
    this.addEventListener("nn-answered", () => this.count());
  }

  enter(signal) {
    this.bring();
    reminders.onChoice(() => this.bring(), signal);
    // What is answered here stays as it stands. A store that was forgotten, loaded or cleared is another matter.
    progress.subscribe((items) => {
      if (this.asked && !this.asked.some((id) => items[`question:${id}`])) this.bring();
      else if (this.asked && !this.asked.length) this.bring();
    }, signal);
    const look = () => document.visibilityState === "visible" && this.day !== today() && this.bring();
    document.addEventListener("visibilitychange", look, { signal });
  }

  /** Show a handful of what is due now. */
  async bring() {
    const call = this.call = {};
    this.day = today();
    this.asked = undefined;
    this.answered = new Set();
    this.actions.replaceChildren();
    if (!reminders.wanted()) {
      this.list.replaceChildren();
      this.say("The book brings nothing back: you have switched that off.");
      this.actions.replaceChildren(button("Bring questions back", () => reminders.want(true)));
      return;
    }
    try {
      const items = progress.all();
      const known = await bank.known(items);
      this.due = due(known, this.day);
      const taken = mixed(this.due, HANDFUL);
      const forms = await Promise.all(taken.map(({ id }) => bank.form(id)));
      if (call !== this.call) return; // something newer is being brought
      this.asked = taken.map(({ id }) => id);
      this.list.replaceChildren(...grouped(forms));
      if (forms.length) this.say(`${left(this.due.length, "is", "are")} due${forms.length < this.due.length ? `. Here are ${forms.length} of them` : ""}.`);
      else this.say(known.some(({ item }) => item) ? "Nothing is due today." : "Nothing is due: no question is answered yet.");
    } catch (error) {
      if (call !== this.call) return;
      console.info("nnbook cannot bring questions:", error.message);
      this.say("The questions could not be had: there may be no network.");
      this.actions.replaceChildren(button("Try again", () => this.bring()));
    }
  }

  /** Say how far the handful is, and offer the next one. */
  count() {
    const waiting = this.asked.filter((id) => !this.isAnswered(id)).length;
    if (waiting) return;
    const others = this.due.length - this.asked.length;
    if (others) this.actions.replaceChildren(button(`Bring ${others < HANDFUL ? others : HANDFUL} more`, () => this.next()));
    this.say(others ? `These are done. ${left(others, "waits", "wait")}, today or another day.` : "That is all for today.");
  }

  isAnswered(id) {
    return progress.all()[`question:${id}`]?.tries.at(-1)?.day === this.day;
  }

  async next() {
    await this.bring();
    this.status.focus();
  }
}

const left = (count, one, several) => (count === 1 ? `1 question ${one}` : `${count} questions ${several}`);

/** Put forms under the names of the sections that teach them, each in the place of its first form. */
function grouped(forms) {
  const groups = new Map();
  for (const form of forms) {
    const { title, href } = bank.section(form);
    if (!groups.has(href)) groups.set(href, h("section", null, h("h2", null, h("a", { href }, title))));
    groups.get(href).append(form);
  }
  return [...groups.values()];
}

customElements.define("nn-today", NnToday);
