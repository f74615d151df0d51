// What Material leaves out for people who use a keyboard or a screen reader.

const scrollers = ".nn-output samp, .nn-failure pre, .md-typeset table:not([class]), div.math";

// What scrolls sideways must scroll by keyboard too. Whether it scrolls depends on the width of the screen. To ask it
// has the page laid out, so it is asked a few at a time, while the browser has nothing else to do.
let asking; // what is left to ask
function letKeyboardScroll() {
  const boxes = (asking = [...document.querySelectorAll(scrollers)]);
  const ask = (idle) => {
    while (asking === boxes && boxes.length && (idle.timeRemaining() > 4 || idle.didTimeout)) {
      const box = boxes.shift();
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
    if (asking === boxes && boxes.length) later(ask);
  };
  later(ask);
}

// Safari has no idle callbacks.
const later = (ask) =>
  window.requestIdleCallback ? requestIdleCallback(ask) : setTimeout(ask, 50, { timeRemaining: () => 5, didTimeout: false });

// Material gives the search the role of a dialog, and no name.
function nameSearch() {
  document.querySelector(".md-search[role=dialog]")?.setAttribute("aria-label", "Search");
}

// Material makes a landmark of each level of the table of contents, and gives two of them one name where a class
// is called as its module is. One landmark is enough.
function groupContents() {
  for (const level of document.querySelectorAll(".md-nav--secondary nav")) {
    level.setAttribute("role", "presentation");
    level.removeAttribute("aria-label");
  }
}

// at first, and after each page that instant navigation brings
document$.subscribe(() => {
  letKeyboardScroll();
  nameSearch();
  groupContents();
});
addEventListener("resize", letKeyboardScroll);
