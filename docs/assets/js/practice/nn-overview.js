// <nn-overview>: the reader's progress in all, to save, load or forget.
import { button, h } from "../core/dom.js";
import { BookElement } from "../core/element.js";
import * as progress from "./progress.js";
import * as reminders from "./reminders.js";

class NnOverview extends BookElement {
  make() {
    this.status = h("p", { role: "status" });
    this.saveButton = button("Save as a file", save);
    this.loadButton = button("Load a file", () => this.load());
    this.forgetButton = button("Forget it all", forget);
    this.asideButton = button("Save what could not be read", saveAside, { hidden: true });
    this.choice = h("input", { type: "checkbox", autocomplete: "off", onchange: () => reminders.want(this.choice.checked) });
    const label = h("label", null, this.choice, "Keep each try, ask how sure I am, and bring questions back");
    this.replaceChildren(this.status, this.saveButton, this.loadButton, this.forgetButton, this.asideButton, label);
  }

  enter(signal) {
    progress.subscribe((items) => this.show(items), signal);
    const follow = () => {
      this.choice.checked = reminders.wanted();
    };
    reminders.onChoice(follow, signal);
    follow();
  }

  show(items) {
    const parts = Object.entries(progress.NOUNS).flatMap(([kind, noun]) => {
      const done = progress.done(items, kind);
      return done || kind !== "challenge" ? [`${done} ${done === 1 ? kind : noun}`] : []; // these are on one page alone
    });
    const any = Object.keys(items).length > 0;
    const aside = progress.aside().length > 0;
    this.say(any ? `Solved so far: ${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}.` : "Nothing is kept yet.");
    this.saveButton.disabled = !any;
    this.forgetButton.disabled = !any && !aside;
    this.asideButton.hidden = !aside;
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
  progress.saveAs("nnbook-progress.json", progress.export());
}

function saveAside() {
  progress.saveAs("nnbook-unreadable.txt", progress.aside().join("\n\n"));
}

function forget() {
  if (confirm("Forget all answers and solved exercises? This cannot be undone.")) progress.reset();
}

customElements.define("nn-overview", NnOverview);
