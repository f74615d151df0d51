// What the grader says of an answer, in the page: for what is written and for what is put in order.
import { h } from "../core/dom.js";
import { prose } from "../run/output.js";

/**
 * Show a verdict, with the hint of a named wrong answer where it is one; code stands between backticks.
 *
 * @param {Element} place
 * @param {{passed: boolean, message: string, mistake?: string, hint?: string}} verdict
 */
export function showVerdict(place, { passed, message, mistake, hint }) {
  place.dataset.passed = passed;
  place.replaceChildren(h("p", null, h("strong", null, passed ? "" : "Not yet. "), ...prose(message)));
  const name = h("strong", null, ...prose(`It looks like this: ${mistake}. `));
  if (hint) place.append(h("p", { class: "nn-diagnosis" }, name, ...prose(hint)));
}
