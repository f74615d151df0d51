// Dragging a line into a list, to a place in it, and out of it: by mouse, pen and finger alike.
//
// Pointer events, since the browsers' own dragging does nothing under a finger. The line stays where it is in the page
// until it is dropped, for a finger's events end where the element is taken from under it.
import { h } from "../core/dom.js";

const FIRST = 5; // pixels: a press that moves less is a click
const EDGE = 60, STEP = 12; // pixels of the window's edge where it scrolls along, and by how many

export class Drag {
  /**
   * @param {Element} list
   * @param {{taken: (item: Element) => void, dropped: (item: Element, before: ?Element) => void}} told
   */
  constructor(list, told) {
    this.list = list;
    this.told = told;
    this.mark = h("li", { class: "nn-drop", "aria-hidden": "true" });
  }

  /** Begin where a pointer went down on an item; the first of two fingers counts. */
  begin(event, item) {
    if (this.item || event.button !== 0) return;
    event.preventDefault(); // no text is selected, and the focus stays
    this.item = item;
    this.start = event;
    this.moved = false;
    this.listening = new AbortController();
    const { signal } = this.listening;
    const mine = (act) => (other) => other.pointerId === event.pointerId && act(other);
    addEventListener("pointermove", mine((other) => this.follow(other)), { signal });
    addEventListener("pointerup", mine(() => this.end(true)), { signal });
    addEventListener("pointercancel", mine(() => this.end()), { signal });
    addEventListener("keydown", ({ key }) => key === "Escape" && this.end(), { signal });
  }

  follow({ pageX, pageY, clientY }) {
    const x = pageX - this.start.pageX, y = pageY - this.start.pageY;
    if (!this.moved && Math.hypot(x, y) < FIRST) return;
    this.moved = true;
    this.item.classList.add("nn-dragged");
    this.item.style.transform = `translate(${x}px, ${y}px)`;
    if (clientY < EDGE) scrollBy(0, -STEP);
    else if (clientY > innerHeight - EDGE) scrollBy(0, STEP);
    this.into = clientY >= this.list.getBoundingClientRect().top - FIRST;
    if (this.into) this.list.insertBefore(this.mark, this.next(clientY));
    else this.mark.remove();
  }

  /** The item before which one would be that is dropped at a height. */
  next(height) {
    const middle = (item) => (({ top, bottom }) => (top + bottom) / 2)(item.getBoundingClientRect());
    return [...this.list.children].find((item) => item !== this.item && item !== this.mark && middle(item) > height) ?? null;
  }

  /** End, and put the item where it was dropped; where it was not, it goes back. */
  end(dropped = false) {
    if (!this.item) return;
    const { item, moved, into } = this;
    this.item = undefined;
    this.listening.abort();
    const before = this.mark.nextElementSibling;
    this.mark.remove();
    item.classList.remove("nn-dragged");
    item.style.transform = "";
    if (!moved) return;
    this.justEnded = true; // the click that follows means nothing more
    setTimeout(() => { this.justEnded = false; });
    if (dropped && into) this.told.dropped(item, before);
    else if (dropped) this.told.taken(item);
  }
}
