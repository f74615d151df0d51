// The axes of a drawing without what is drawn on them, on which a reader sketches what they expect.
import { h, s } from "../core/dom.js";

const MOST = 4000; // numbers of a sketch: what is kept stays small

export class Sketch {
  /**
   * @param {SVGElement} drawing whose axes are taken
   * @param {number[][]} [strokes] what was sketched earlier, and is only shown
   */
  constructor(drawing, strokes) {
    this.strokes = strokes ?? [];
    this.svg = axesOf(drawing);
    this.paths = s("g", { class: "nn-strokes" });
    this.svg.append(this.paths);
    this.strokes.forEach((points) => this.draw(points));
    this.element = h("div", { class: "nn-sketch" }, this.svg);
    if (strokes) return;
    this.svg.addEventListener("pointerdown", (event) => this.begin(event));
  }

  begin(event) {
    if (event.button !== 0 || !event.isPrimary) return;
    event.preventDefault();
    this.svg.setPointerCapture(event.pointerId);
    const points = this.at(event);
    this.strokes.push(points);
    const path = this.draw(points);
    const move = (next) => {
      if (this.strokes.flat().length > MOST) return;
      points.push(...this.at(next));
      path.setAttribute("d", lines(points));
    };
    const end = () => {
      for (const name of ["pointerup", "pointercancel"]) this.svg.removeEventListener(name, end);
      this.svg.removeEventListener("pointermove", move);
    };
    this.svg.addEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel"]) this.svg.addEventListener(name, end);
  }

  /** Return where a pointer is, in the units of the drawing. */
  at({ clientX, clientY }) {
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    return [Math.round(x), Math.round(y)];
  }

  draw(points) {
    const path = s("path", { d: lines(points) });
    this.paths.append(path);
    return path;
  }
}

function lines(points) {
  const pairs = [];
  for (let place = 0; place < points.length; place += 2) pairs.push(`${points[place]} ${points[place + 1]}`);
  return `M${pairs.join("L")}${pairs.length === 1 ? "h0" : ""}`; // a dot is a line without a length
}

/** Copy a drawing, and keep the frame and what is written along the axes. */
function axesOf(drawing) {
  const copy = drawing.cloneNode(true);
  copy.removeAttribute("role");
  copy.removeAttribute("aria-label");
  copy.setAttribute("aria-hidden", "true");
  // The page has each id once already, and marks are found by it. Nothing is cut out by what is hidden, though.
  for (const part of copy.querySelectorAll("[id]")) part.removeAttribute("id");
  for (const part of copy.querySelectorAll("[clip-path]")) part.removeAttribute("clip-path");
  for (const panel of [...copy.firstElementChild.children].slice(1)) {
    const [frame, ...parts] = panel.children;
    frame?.classList.add("nn-frame");
    for (const part of parts) if (!isAxis(part)) part.remove();
  }
  return copy;
}

// Matplotlib draws an axis as ticks, which are uses of one mark, with their labels. What has a colour of the palette is
// no axis but a key.
const isAxis = (part) => part.querySelector("use") && part.querySelector("text") && !part.outerHTML.includes("var(--nn-");
