// What a run gives, in the page: for the blocks and for the exercises.
import { h, set } from "../core/dom.js";

/**
 * Show an event of a run below those before it.
 *
 * @param {Element} results
 * @param {"stdout" | "stderr" | "error" | "figure"} kind
 * @param {string} text the SVG of a figure
 * @param {string} [alt] the words for a figure that are known
 */
export function showEvent(results, kind, text, alt) {
  if (kind === "figure") {
    const figure = h("figure", { class: "nn-figure" });
    figure.innerHTML = text;
    set(figure.firstElementChild, { role: "img", "aria-label": alt || "The figure that your code drew" });
    results.append(figure);
    return;
  }
  let output = results.lastElementChild;
  if (output?.dataset.kind !== kind) {
    const samp = h("samp", { tabindex: 0 }); // it may scroll
    output = h("pre", { class: "nn-output", "data-kind": kind }, samp);
    results.append(output);
  }
  output.firstElementChild.append(text);
}

/** Say why a run did not come to its end; nothing where it did. */
export function broken({ failed, stopped, cut }) {
  if (failed) return `Python could not be started: ${failed}`;
  if (stopped) return "Stopped. Python was restarted; the next run starts afresh.";
  if (cut) return `Stopped: the output was cut after ${cut.toLocaleString("en")} characters. Python was restarted.`;
  return "";
}

/** How much of a download is there. */
export function megabytes(loaded, total) {
  return `${(loaded / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB`;
}
