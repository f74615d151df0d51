// The switch between the light and the dark theme, in place of the theme's own: that lays out the whole page three times
// when it starts, and takes what the system wants for what the reader has chosen.

const SYSTEM = "(prefers-color-scheme)";
const form = document.querySelector("[data-nn-palette]");
const inputs = [...form?.querySelectorAll("input") ?? []];
const dark = matchMedia("(prefers-color-scheme: dark)");

/** What the theme keeps, and its script reads before the next page is painted. */
function colour(input) {
  return Object.fromEntries(["media", "scheme", "primary", "accent"].map(
    (name) => [name, input.getAttribute(`data-md-color-${name}`)],
  ));
}

function named(name) {
  const there = document.querySelector(`meta[name=${name}]`);
  if (there) return there;
  const meta = Object.assign(document.createElement("meta"), { name });
  document.head.append(meta);
  return meta;
}

/** Offer the other one. */
function offer() {
  const current = inputs.find((input) => colour(input).scheme === document.body.dataset.mdColorScheme) ?? inputs[0];
  current.checked = true;
  for (const input of inputs) input.nextElementSibling.hidden = input !== current;
}

/** Have the browser draw what is around the page in the colour of its header; to ask for that has the page styled. */
function colourFrame() {
  named("theme-color").content = getComputedStyle(document.querySelector(".md-header")).backgroundColor;
}

function show(input) {
  document.body.setAttribute("data-md-color-switching", ""); // at once: nothing fades from one theme into the other
  for (const [name, value] of Object.entries(colour(input))) document.body.setAttribute(`data-md-color-${name}`, value);
  named("color-scheme").content = colour(input).scheme === "slate" ? "dark" : "light";
  offer();
  colourFrame();
  requestAnimationFrame(() => document.body.removeAttribute("data-md-color-switching"));
}

if (inputs.length) {
  for (const [index, input] of inputs.entries()) {
    input.addEventListener("change", () => {
      window.__md_set("__palette", { index, color: colour(input) });
      show(input);
    });
  }
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const next = inputs[(inputs.findIndex((input) => input.checked) + 1) % inputs.length];
    next.click();
    next.focus();
  });
  dark.addEventListener("change", () => {
    const { media } = window.__md_get("__palette")?.color ?? {};
    if (media === SYSTEM) show(inputs.find((input) => matchMedia(colour(input).media).matches) ?? inputs[0]);
  });
  offer();
  requestAnimationFrame(() => setTimeout(colourFrame)); // behind the next frame, for which the page is styled anyway
}
