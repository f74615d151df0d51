// Opens what a link leads to: the code of a figure, a solution, a second reading. A browser opens the last two where it
// loads the page; it does not open the code, nor anything where instant navigation brings the page.

/** Return what the address names; whoever typed it may have typed a per cent sign that stands for nothing. */
function named() {
  try {
    return document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return null;
  }
}

/** Open the folds around what the address names, and the one that it names. */
function reveal() {
  const target = named();
  if (!target) return;
  const folds = target.localName === "nn-code" ? [target.querySelector("details")] : [];
  for (let place = target; place; place = place.parentElement) if (place.localName === "details") folds.push(place);
  const closed = folds.filter(({ open }) => !open);
  for (const fold of closed) fold.open = true;
  if (closed.length) target.scrollIntoView({ behavior: "instant" });
}

document$.subscribe(reveal);
addEventListener("hashchange", reveal);
// A link to where the reader is already changes no address.
addEventListener("click", ({ target }) => {
  if (target.closest?.("a[href*='#']")) setTimeout(reveal);
});
