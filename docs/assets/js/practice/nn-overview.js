// <nn-overview>: the reader's progress in all, to save, load or forget.
import { button, h } from "../core/dom.js";
import { BookElement } from "../core/element.js";
import * as progress from "./progress.js";

class NnOverview extends BookElement {
  make() {
    this.status = h("p", { role: "status" });
    this.saveButton = button("Save as a file", save);
    this.loadButton = button("Load a file", () => this.load());
    this.forgetButton = button("Forget it all", forget);
    this.replaceChildren(this.status, this.saveButton, this.loadButton, this.forgetButton);
  }

  enter(signal) {
    progress.subscribe((items) => this.show(items), signal);
  }

  show(items) {
    const parts = Object.entries(progress.NOUNS).flatMap(([kind, noun]) => {
      const done = progress.done(items, kind);
      return done || kind !== "challenge" ? [`${done} ${done === 1 ? kind : noun}`] : []; // these are on one page alone
    });
    const any = Object.keys(items).length > 0;
    this.say(any ? `Solved so far: ${parts.join(" and ")}.` : "Nothing is kept yet.");
    this.saveButton.disabled = this.forgetButton.disabled = !any;
  }

  /** Add what a saved file holds, from another browser for instance. */
  load() {
    const field = h("input", { type: "file", accept: ".json,application/json" });
    field.onchange = async () => {
      const [file] = field.files;
      if (!progress.import(await file.text()))
        this.say(`“${file.name}” holds no progress of this book: choose a file that “Save as a file” made. Nothing was changed.`);
    };
    field.click();
  }
}

function save() {
  const file = new Blob([progress.export()], { type: "application/json" });
  const link = h("a", { href: URL.createObjectURL(file), download: "nnbook-progress.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}

function forget() {
  if (confirm("Forget all answers and solved exercises? This cannot be undone.")) progress.reset();
}

customElements.define("nn-overview", NnOverview);
