// What Material leaves out for people who use a keyboard or a screen reader.

const scrollers = ".nn-output samp, .nn-failure pre, .md-typeset table:not([class]), div.math";

// What scrolls sideways must scroll by keyboard too. Whether it scrolls depends on the width of the screen.
function letKeyboardScroll() {
  for (const box of document.querySelectorAll(scrollers)) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}

// Material gives the search the role of a dialog, and no name.
function nameSearch() {
  document.querySelector(".md-search[role=dialog]")?.setAttribute("aria-label", "Search");
}

// Material puts each copy button into a nav of its own, when the block comes into view. It is no place to go to.
new MutationObserver((changes) => {
  for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes]))
    if (node.matches?.("nav.md-code__nav")) node.setAttribute("role", "presentation");
}).observe(document.body, { childList: true, subtree: true });

// at first, and after each page that instant navigation brings
document$.subscribe(() => {
  letKeyboardScroll();
  nameSearch();
});
addEventListener("resize", letKeyboardScroll);
