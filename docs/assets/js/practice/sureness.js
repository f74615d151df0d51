// "How sure are you?", between an answer and Check. Nobody has to say it, and who wants no reminders is not asked.
import { h } from "../core/dom.js";
import * as reminders from "./reminders.js";

const DEGREES = ["guessing", "fairly", "certain"];
let count = 0; // of groups in this page: an id is that of one

export class Sureness {
  /** @param {HTMLElement} place that the build wrote, with its height */
  constructor(place) {
    this.place = place;
    const name = `sure-${count++}`;
    const label = h("span", { id: `${name}-label` }, "How sure are you?");
    const choices = DEGREES.map((value) => h("label", null, h("input", { type: "radio", name, value, autocomplete: "off" }), value));
    place.replaceChildren(label, ...choices);
    place.setAttribute("role", "radiogroup");
    place.setAttribute("aria-labelledby", label.id);
  }

  show() {
    this.place.hidden = !reminders.wanted();
  }

  has(target) {
    return this.place.contains(target);
  }

  /** Return how sure the reader has said to be, from 0 to 2, and ask anew; undefined where they did not. */
  take() {
    const chosen = this.place.querySelector("input:checked");
    if (!chosen) return undefined;
    chosen.checked = false;
    return DEGREES.indexOf(chosen.value);
  }
}
