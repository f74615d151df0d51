// Fetches the module of an element when the first of its tag comes near the window, and nothing before.

const waiting = new Map(); // tag to the function that imports its module

const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) start(target.localName);
}, { rootMargin: "100%" }); // a window further on

/**
 * Tell which module defines which tag.
 *
 * @param {Object<string, () => Promise>} modules
 */
export function whenUsed(modules) {
  for (const [tag, load] of Object.entries(modules)) waiting.set(tag, load);
  look(document);
}

function look(root) {
  for (const tag of waiting.keys()) {
    for (const element of root.getElementsByTagName(tag)) near.observe(element);
    if (root.localName === tag) near.observe(root);
  }
}

function start(tag) {
  const load = waiting.get(tag);
  if (!load) return;
  waiting.delete(tag);
  const found = [...document.getElementsByTagName(tag)];
  for (const element of found) near.unobserve(element);
  load().catch((error) => {
    console.error(error);
    waiting.set(tag, load); // the next page may have more luck
    for (const element of found) element.dataset.failed = ""; // what the build wrote, at its full height
  });
}

new MutationObserver((changes) => {
  if (!waiting.size) return;
  for (const { addedNodes } of changes)
    for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE) look(node);
}).observe(document, { childList: true, subtree: true });
