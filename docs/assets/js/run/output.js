// What a run gives, in the page: for the blocks and for the exercises.
import { h, set } from "../core/dom.js";
import { Terminal } from "./terminal.js";

const terminals = new WeakMap(); // of an output: what was written into it

/**
 * Show an event of a run below those before it.
 *
 * @param {Element} results
 * @param {"stdout" | "stderr" | "warning" | "error" | "hint" | "figure"} kind
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
  if (kind === "hint") {
    results.append(h("p", { class: "nn-meaning" }, ...prose(text)));
    return;
  }
  let output = results.lastElementChild;
  if (output?.dataset.kind !== kind) {
    const samp = h("samp", { tabindex: 0 }); // it may scroll
    output = h("pre", { class: "nn-output", "data-kind": kind }, samp);
    output.classList.toggle("nn-warning", kind === "warning");
    terminals.set(output, new Terminal());
    results.append(output);
  }
  const samp = output.firstElementChild;
  const added = terminals.get(output).write(text);
  if (added === null) samp.textContent = terminals.get(output).text();
  else samp.append(added);
}

/** Turn a line of text into nodes, with the code between its backticks marked. */
export function prose(text) {
  return text.split("`").map((part, index) => (index % 2 ? h("code", null, part) : part));
}

/** Say why a run did not come to its end; nothing where it did. */
export function broken({ failed, file, reason, bytes, stopped, waited, died, cut }) {
  if (failed && !navigator.onLine)
    return `You are offline: ${bytes.of} needs one download of ${Math.ceil(bytes.count / 1e6)} MB.`;
  if (failed && file) return `Python could not be loaded: ${file}: ${reason}.`;
  if (failed) return `Python could not be started: ${failed}`;
  if (waited) return "Stopped.";
  if (stopped) return "Stopped. Python was restarted; the next run starts afresh.";
  if (died) return `Python ended: ${deathOf(died)}. The next run starts another one.`;
  if (cut) return `Stopped: the output was cut after ${cut.toLocaleString("en")} characters. Python was restarted.`;
  return "";
}

function deathOf(text) {
  if (/call stack|recursion|stack overflow/i.test(text)) return "a function called itself too deep";
  if (/memory|allocation/i.test(text)) return "its memory was full";
  return text.split("\n")[0].slice(0, 200).replace(/\.$/, "");
}

/** How much of a download is there. */
export function megabytes(loaded, total) {
  return `${(loaded / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB`;
}
