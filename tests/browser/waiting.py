"""What to wait for in a page: something that comes, never a while."""

from playwright.sync_api import Locator, Page

# Fonts change heights, frames bring layout and what observes it, and what is left for an idle moment comes
# then. The request is asked for last, so each earlier one has been heard of.
SETTLE = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  await document.fonts.ready;
  for (let count = 0; count < 2; count++) await frame();
  await new Promise(requestIdleCallback);
  await fetch(location.href);
}"""


def settle(page: Page) -> None:
    """Wait until the page, which has loaded, has done what it does by itself."""
    page.evaluate(SETTLE)


def come_to(place: Locator) -> None:
    """Have a place stand still in the middle of the window: what comes into sight is laid out and moves."""
    place.evaluate(
        """async (place) => {
          const frame = () => new Promise(requestAnimationFrame);
          for (let top; top !== place.getBoundingClientRect().top; ) {
            place.scrollIntoView({ block: "center", behavior: "instant" });
            ({ top } = place.getBoundingClientRect());
            for (let count = 0; count < 3; count++) await frame();
          }
        }"""
    )


# Jumps are told in their order, and some time after they were: a last one, made here, ends the count.
JUMPED = """(since) => new Promise((tell) => {
  const mark = Object.assign(document.createElement("div"), { textContent: "mark" });
  mark.style = "position: fixed; z-index: 9; top: 0; left: 0; width: 9em; height: 9em; background: red";
  document.body.append(mark);
  let sum = 0;
  new PerformanceObserver((list, observer) => {
    for (const { startTime, value, sources } of list.getEntries()) {
      if (sources.some(({ node }) => mark.contains(node))) {
        observer.disconnect();
        mark.remove();
        return tell(sum);
      }
      if (startTime >= since) sum += value;
    }
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => { mark.style.top = "9em"; }));
})"""


def jumped(page: Page, since: float = 0) -> float:
    """Return by how much what stands in the page has jumped, since a moment of its own clock."""
    settle(page)
    return float(page.evaluate(JUMPED, since))


def copied(place: Page | Locator) -> str:
    """Press "Copy as Python" and return what is copied; the button says for a while that it is."""
    page = place if isinstance(place, Page) else place.page
    button = place.get_by_role("button", name="Copy as Python")
    button.evaluate(
        """(button) => {
          window.said = [];
          new MutationObserver(() => said.push(button.textContent)).observe(button, { childList: true });
        }"""
    )
    button.click()
    page.wait_for_function("said.includes('Copied')")
    return str(page.evaluate("navigator.clipboard.readText()"))


def know_the_sitemap(page: Page, home: str, *names: str) -> None:
    """Open the first of the pages, from which links to the others are followed without loading anew."""
    sitemap = "".join(f"<url><loc>{home}{name}</loc></url>" for name in names)
    # Material navigates at once only within the sitemap, which names the published address, once it is read.
    page.route("**/sitemap.xml", lambda route: route.fulfill(body=f"<urlset>{sitemap}</urlset>"))
    page.add_init_script(
        """const { parseFromString } = DOMParser.prototype;
        DOMParser.prototype.parseFromString = function (text, type) {
          window.knowsSitemap ||= type === "text/xml";
          return parseFromString.call(this, text, type);
        };"""
    )
    page.goto(home + names[0])
    page.wait_for_function("window.knowsSitemap")
