// A button on each piece of code that copies it. It comes when the code first comes into view: most never does, and to
// lay out the page for a button that nobody sees makes a long page slow.
import { h } from "../core/dom.js";

const heard = h("p", { class: "nn-unseen", role: "status" });

const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    const copy = h("button", { type: "button", class: "nn-copy", title: "Copy", "aria-label": "Copy the code" });
    copy.addEventListener("click", () => copyCode(copy, target));
    target.before(copy);
  }
});

async function copyCode(button, source) {
  try {
    await navigator.clipboard.writeText(source.textContent);
    say(button, "Copied");
  } catch {
    getSelection().selectAllChildren(source); // no clipboard outside https, or refused
    say(button, "Selected: Ctrl-C copies it");
  }
}

function say(button, text) {
  button.focus(); // Safari gives a button that was clicked no focus, and nothing would end what it says
  document.body.append(heard);
  heard.textContent = text;
  button.dataset.done = "";
  button.title = text;
  button.addEventListener("blur", () => {
    delete button.dataset.done;
    button.title = "Copy";
    heard.textContent = "";
  }, { once: true });
}

// at first, and after each page that instant navigation brings
document$.subscribe(() => {
  for (const source of document.querySelectorAll(".nn-source:not(.nn-copy + *)")) seen.observe(source);
});
