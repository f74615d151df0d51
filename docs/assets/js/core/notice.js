// What belongs to no one element is said at the foot of the window, until the reader closes it.
import { button, h } from "./dom.js";

const shown = new Map(); // a text to its notice, so that nothing is said twice at a time

/**
 * Say something, with what can be done about it.
 *
 * @param {string} text
 * @param {Object<string, () => void>} [actions] by the words of their buttons
 */
export function notify(text, actions = {}) {
  if (shown.get(text)?.isConnected) return;
  const words = h("p", { class: "nn-notice-text", role: "status" });
  const close = () => box.remove();
  const buttons = Object.entries(actions).map(([name, action]) => button(name, action));
  const box = h("div", { class: "nn-notice" }, words, ...buttons, button("Close", close));
  shown.set(text, box);
  document.body.append(box);
  words.textContent = text; // after the element, so that it is announced
}

let reload = () => location.reload();

/** Offer the new version of the site; `act` is how it is had, where loading the page anew is not enough. */
export function offerReload(act = reload) {
  reload = act;
  notify("There is a new version of this site.", { Reload: () => reload() });
}
