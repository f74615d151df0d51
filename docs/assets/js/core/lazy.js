// Fetches the module of an element when the first of its tag stands in a page, and nothing before.

const waiting = new Map(); // tag to the function that imports its module

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
  for (const [tag, load] of waiting) {
    const found = [...root.getElementsByTagName(tag)];
    if (root.localName === tag) found.push(root);
    if (!found.length) continue;
    waiting.delete(tag);
    load().catch((error) => {
      console.error(error);
      waiting.set(tag, load); // the next page may have more luck
      for (const element of found) element.dataset.failed = ""; // what the build wrote, at its full height
    });
  }
}

new MutationObserver((changes) => {
  if (!waiting.size) return;
  for (const { addedNodes } of changes)
    for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE) look(node);
}).observe(document, { childList: true, subtree: true });
