// The same question with other numbers, which the build has checked and keyed: nnbook/book/check/variants.py. What
// changes are words and numbers in the text, the code and the choices; the tags stay.

const WORD = /[A-Za-z0-9_.]/;
const PROSE = [
  "legend > :not(.nn-kind)", ".nn-choices label > span", ".nn-choice", ".nn-why",
  "fieldset > :not(legend, nn-block, .nn-answer-field, .nn-choices, .nn-sure, .nn-submit)",
].join();
const NAMES = ["aria-label", "alttext"]; // attributes that say what stands there

export class Variants {
  /** @param {HTMLElement} question as the build wrote it */
  constructor(question) {
    const { old, variants } = JSON.parse(question.dataset.variants);
    this.count = variants.length + 1;
    this.old = old;
    this.others = variants;
    this.pattern = pattern(old);
    this.question = question;
    this.prose = [...question.querySelectorAll(PROSE)].map((place) => ({ place, built: place.cloneNode(true) }));
    this.blocks = [...question.querySelectorAll("nn-block")].map((place) => ({ place, built: place.cloneNode(true) }));
    this.boxes = [...question.querySelectorAll("[aria-label]")].map((place) => ({ place, name: place.getAttribute("aria-label") }));
    this.given = [...question.querySelectorAll("[data-given]")].map((place) => ({ place, given: place.dataset.given }));
    this.shown = 0;
  }

  /** Put a variant into the question, 0 for the one that the author wrote; return its key. */
  show(number) {
    this.shown = number;
    const other = this.others[number - 1];
    const swap = (found) => (other ? other.new[this.old.indexOf(found)] : found);
    const text = (built) => built.replace(this.pattern, swap);
    for (const { place, built } of this.prose) place.replaceChildren(...swapped(built.cloneNode(true), this.pattern, swap).childNodes);
    for (const { place, name } of this.boxes) place.setAttribute("aria-label", text(name));
    this.given.forEach(({ place, given }, index) => {
      place.dataset.given = other?.given?.[index] ?? text(given);
      if (other?.given) place.querySelector(".nn-choice").textContent = other.given[index];
    });
    this.blocks.forEach((block, index) => this.showBlock(block, swap, other && (other.printed?.[index] ?? other.key)));
    return other && { key: other.key, exact: other.exact };
  }

  /** A block is made anew: the one that stood there may have run, or hold a reader's code for other numbers. */
  showBlock(block, swap, printed) {
    const made = block.built.cloneNode(true);
    for (const code of made.querySelectorAll(".highlight code")) swapped(code, this.pattern, swap);
    const output = made.querySelector(".nn-output samp");
    if (output && printed !== undefined) output.textContent = printed;
    block.place.replaceWith(made);
    block.place = made;
  }
}

/** What finds these texts as whole words and numbers; found_in of nnbook/book/content/questions.py is the same. */
function pattern(texts) {
  const parts = [...texts].sort((a, b) => b.length - a.length).map((text) => {
    const before = WORD.test(text[0]) ? "(?<![A-Za-z0-9_.])" : "";
    const after = WORD.test(text.at(-1)) ? "(?![A-Za-z0-9_]|\\.[0-9])" : "";
    return before + text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, "\\$&") + after;
  });
  return new RegExp(parts.join("|"), "g");
}

/** Change the text of an element, also where its parts have tags of their own, such as the colours of code. */
function swapped(element, pattern, swap) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes = [];
  for (let start = 0; walker.nextNode(); start = nodes.at(-1).end) {
    const node = walker.currentNode;
    nodes.push({ node, start, end: start + node.length });
  }
  const text = nodes.map(({ node }) => node.data).join("");
  for (const { index, 0: found } of [...text.matchAll(pattern)].reverse()) {
    const end = index + found.length;
    let left = swap(found); // goes where the text began
    for (const part of nodes) {
      if (part.end <= index || part.start >= end) continue;
      part.node.replaceData(Math.max(index - part.start, 0), Math.min(end, part.end) - Math.max(index, part.start), left);
      left = "";
    }
  }
  for (const name of NAMES) {
    for (const part of element.querySelectorAll(`[${name}]`)) part.setAttribute(name, part.getAttribute(name).replace(pattern, swap));
  }
  return element;
}
