// What Material leaves out for people who use a keyboard or a screen reader.

const scrollers = ".nn-output samp, .nn-failure pre, .md-typeset table:not([class]), div.math, " +
  ".md-typeset :is(p, dd):has(math)";

// What scrolls sideways must scroll by keyboard too. Whether it scrolls depends on the width of the screen, and to ask it
// has the page laid out: so it is asked of what is in sight.
const inSight = new Set();
const sight = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    inSight[isIntersecting ? "add" : "delete"](target);
    if (isIntersecting) letKeyboardScroll(target);
  }
});
function letKeyboardScroll(box) {
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  else box.removeAttribute("tabindex");
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

// at first, and after each page that instant navigation brings
document$.subscribe(() => {
  inSight.clear();
  sight.disconnect();
  for (const box of document.querySelectorAll(scrollers)) sight.observe(box);
  nameSearch();
  groupContents();
});
addEventListener("resize", () => inSight.forEach(letKeyboardScroll));
