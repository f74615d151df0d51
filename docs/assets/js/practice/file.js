// The file that a reader writes step by step: each exercise that continues another is graded within it.
import { button, h } from "../core/dom.js";
import { kept } from "../core/drafts.js";
import * as progress from "./progress.js";

const NAME = "network.py";

/**
 * Return the steps with the reader's own code where these are solved, and else with the book's.
 *
 * @param {{id: string, title: string, code: string}[]} steps
 */
export function partsOf(steps) {
  const items = progress.all();
  return steps.map((step) => {
    const own = items[`exercise:${step.id}`]?.done ? kept(step.id) : null;
    return { ...step, code: own ?? step.code, own: own !== null };
  });
}

/**
 * Show the file so far, and give it to take away.
 *
 * @param {HTMLDetailsElement} place
 * @param {{title: string, before: Object[]}} exercise
 * @param {string} answer to this step, once it is right
 */
export function showFile(place, exercise, answer) {
  const steps = partsOf(exercise.before);
  if (answer) steps.push({ title: exercise.title, code: answer, own: true });
  const text = steps.map(written).join("\n\n");
  const others = steps.filter((step) => !step.own).length;
  const note = h("p", { class: "nn-file-note" },
    others === 0 ? `All ${steps.length} steps are yours.`
      : `${steps.length - others} of ${steps.length} steps are yours. Where one is not solved, the book's answer stands.`);
  const take = button(`Download ${NAME}`, () => progress.saveAs(NAME, text));
  const code = h("pre", { tabindex: "0", "aria-label": NAME }, h("code", null, text));
  place.replaceChildren(place.firstElementChild, note, code, h("p", { class: "nn-file-bar" }, take));
}

/** A step as it stands in the file, under its name. */
function written({ title, code, own }) {
  const name = title.replaceAll("`", "");
  return `# ${name}${own ? "" : " (the book's answer)"}\n${code.trim()}\n`;
}
