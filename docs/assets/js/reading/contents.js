// The section that is being read is marked in the table of contents and stands in the address. The theme's own asks at
// the start where each heading is, for which the browser lays out all that it would leave for later.
const FOLLOWS = 250; // ms without scrolling, after which the address follows

let sections = []; // of this page, in order: a heading, and the links to it
let path; // of the page whose they are: while the next one comes, the address is another already
let current;
let waits;
let moved; // whether the reader went on since a link led to a place: until then the address is that of the place

/** Find by halves the last heading that has gone below the header: few places are asked for. */
function read() {
  const end = document.querySelector(".md-header").offsetHeight + innerHeight / 20;
  const bottom = scrollY > 0 && scrollY + innerHeight >= document.documentElement.scrollHeight - 1;
  if (bottom) return sections.length - 1;
  let [low, high] = [-1, sections.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (sections[middle].heading.getBoundingClientRect().top <= end) low = middle;
    else high = middle;
  }
  return low;
}

function mark() {
  const now = scrollY > 0 ? read() : -1;
  if (now === current) return;
  current = now;
  for (const [index, { links }] of sections.entries()) {
    for (const link of links) {
      link.classList.toggle("md-nav__link--passed", index <= now);
      link.classList.toggle("md-nav__link--active", index === now);
    }
  }
  for (const link of sections[now]?.links ?? []) follow(link);
}

/** Keep the mark in the middle of contents that scroll. */
function follow(link) {
  const box = link.closest(".md-sidebar__scrollwrap");
  if (!box || box.scrollHeight <= box.clientHeight) return;
  const { top, height } = box.getBoundingClientRect();
  box.scrollBy({ top: link.getBoundingClientRect().top - top - height / 2 });
}

function remember() {
  if (!moved || location.pathname !== path) return;
  const address = new URL(location);
  address.hash = sections[current]?.heading.id ?? "";
  if (address.hash !== location.hash) history.replaceState(history.state, "", address);
}

addEventListener("scroll", () => {
  requestAnimationFrame(mark);
  clearTimeout(waits);
  waits = setTimeout(remember, FOLLOWS);
}, { passive: true });

for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) {
  addEventListener(kind, () => { moved = true; }, { passive: true });
}
addEventListener("hashchange", () => { moved = false; });
addEventListener("click", ({ target }) => {
  if (target.closest?.("a[href*='#']")) moved = false;
});

// at first, and after each page that instant navigation brings
document$.subscribe(() => {
  clearTimeout(waits); // what was scrolled is another page
  current = undefined;
  path = location.pathname;
  moved = location.hash === "";
  const found = new Map();
  for (const link of document.querySelectorAll("[data-nn-contents] .md-nav__link")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) found.set(heading, [...found.get(heading) ?? [], link]);
  }
  const follows = (a, b) => (a.heading.compareDocumentPosition(b.heading) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
  sections = [...found].map(([heading, links]) => ({ heading, links })).sort(follows);
  if (scrollY > 0) requestAnimationFrame(mark);
});
