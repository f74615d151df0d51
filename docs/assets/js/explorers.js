// Loads an explorer where a page has its tag, and nothing elsewhere. An explorer's module defines its element.
// A new explorer is one name here, one in nnbook/book/page/fences.py, and one file explorers/<tag>.js.
const tags = ["activation-explorer", "perceptron-trainer", "descent-explorer", "backprop-inspector"];

function load() {
  for (const tag of tags) {
    const elements = document.querySelectorAll(`${tag}:not(:defined)`);
    if (!elements.length) continue;
    import(`./explorers/${tag}.js`).catch((error) => {
      console.error(error);
      for (const element of elements) element.dataset.failed = ""; // the static fallback, at its full height
    });
  }
}

if (globalThis.document$) document$.subscribe(load); // each page that instant navigation brings
else load();
