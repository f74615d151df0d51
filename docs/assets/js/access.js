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

// Material makes a landmark of each level of the table of contents, and gives two of them one name where a class
// is called as its module is. One landmark is enough.
function groupContents() {
  for (const level of document.querySelectorAll(".md-nav--secondary nav")) {
    level.setAttribute("role", "presentation");
    level.removeAttribute("aria-label");
  }
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
  groupContents();
});
addEventListener("resize", letKeyboardScroll);
