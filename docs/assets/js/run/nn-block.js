// <nn-block>: Run, Step, Edit, Reset and Copy under a block. Python itself comes with the first click on Run.
import { h } from "../core/dom.js";
import { Draft } from "../core/drafts.js";
import { PythonElement } from "./element.js";
import { Field, whenNear } from "./field.js";
import { broken, showEvent } from "./output.js";

const NO_RESULT = ".highlight, nn-code, nn-steps, .nn-bar, .nn-full, .nn-address, nn-predict > :is(form, .nn-said, .nn-unseen)";
const blocks = new Set(); // those in the page that run
let changed; // a promise while they are to be numbered anew

/** Number the blocks in their order, once for all that come or go at the same time. */
function number() {
  changed ??= Promise.resolve().then(() => {
    changed = undefined;
    const follows = (a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
    [...blocks].sort(follows).forEach((block, index) => block.renumber(index + 1));
  });
}

class NnBlock extends PythonElement {
  static verb = "Run";
  static doing = "Running …";

  make() {
    if (this.hasAttribute("data-norun")) return; // its bar says why
    this.clean();
    this.fold = this.querySelector(":scope > nn-code > details"); // of a block that draws
    this.listing = (this.fold ?? this).querySelector(":scope > .highlight");
    this.original = this.listing.querySelector("code").textContent.replace(/\n$/, "");
    this.alt = this.querySelector(".nn-figure svg")?.getAttribute("aria-label");
    [, this.editButton, this.resetButton, this.copyButton] = this.fillBar({
      Step: () => this.step(),
      Edit: () => this.edit(),
      Reset: () => this.reset(),
      Copy: () => this.copy(),
    });
    this.steps = this.querySelector(":scope > nn-steps"); // where the build has recorded them
    this.results = h("div", { class: "nn-results" });
    this.predict = this.querySelector(":scope > nn-predict"); // which asks first what comes
    this.builtResults = [...(this.predict ?? this).children].filter((child) => !child.matches(NO_RESULT));
    this.results.append(...this.builtResults);
    if (this.predict) this.predict.append(this.results);
    else if (this.fold) this.prepend(this.results);
    else this.bar.after(this.results);
    if (this.steps) this.bar.after(this.steps);
    this.showEditing(false);
    this.draft = new Draft(`block.${digest(this.original)}`, this.original);
  }

  /** Take back what another block made, where this one is a copy of it. */
  clean() {
    for (const editor of this.querySelectorAll(".nn-editor")) editor.remove();
    for (const results of this.querySelectorAll(":is(:scope, :scope > nn-predict) > .nn-results")) results.replaceWith(...results.childNodes);
    for (const steps of this.querySelectorAll(":scope > nn-steps:not([data-recorded])")) steps.remove();
    this.classList.remove("nn-busy");
  }

  enter(signal) {
    if (!this.listing) return;
    blocks.add(this);
    number();
    this.draft.follow({ take: (code) => this.take(code), ask: () => this.ask() }, signal);
    if (this.draft.text === this.original || this.field) return;
    this.openField();
    if (this.draft.differs) this.ask();
    else this.say("As you left it. Reset brings the book's own back.");
    whenNear(this, () => this.field?.upgrade(), signal);
  }

  leave() {
    if (blocks.delete(this)) number();
    return super.leave();
  }

  renumber(place) {
    this.about = `block ${place}`;
    this.nameButtons();
  }

  get code() {
    return this.field?.code ?? this.original;
  }

  showEditing(editing) {
    this.listing.hidden = editing;
    this.editButton.hidden = editing;
    this.copyButton.hidden = !editing;
    this.resetButton.hidden = !editing && this.results.firstElementChild === (this.builtResults[0] ?? null);
  }

  /** Tell whether the reader is asked first what comes; `act` is then called later. */
  isAsking(act) {
    const edited = this.code !== this.original; // of which nobody was asked anything
    if (this.predict?.waits && !edited) {
      this.say("Say first what comes, or “Just show me”. Then it runs.");
      this.predict.askFirst(act);
      return true;
    }
    this.predict?.aside?.(edited);
    this.unfold();
    return false;
  }

  /** Run; with `steps`, line by line, and what was recorded is returned. */
  async run(steps) {
    if (!steps && this.isAsking(() => this.run())) return undefined;
    this.steps?.close?.();
    const edited = this.code !== this.original;
    this.results.style.minHeight = `${this.results.offsetHeight}px`; // what stands below must not jump
    let last;
    const outcome = await this.execute(this.code, {
      edited,
      steps,
      started: () => this.results.replaceChildren(),
      event: (kind, text) => {
        showEvent(this.results, kind, text, this.code === this.original && this.alt);
        if (kind === "error") last = text.trim().split("\n").pop();
      },
    });
    this.results.style.minHeight = "";
    if (!outcome) return undefined;
    this.showEditing(Boolean(this.field));
    if (broken(outcome)) return undefined;
    const time = duration(outcome.milliseconds);
    if (!outcome.ok) this.say(`Failed: ${last}`);
    else if (typeof outcome.ended === "string") this.say(`Ended by exit(${outcome.ended}) after ${time}.`);
    else this.say(`Done in ${time}.`);
    return outcome.steps;
  }

  /** Go through the block line by line: with the steps that the build has recorded, or with those of a run. */
  async step(asked) {
    if (this.busy || (!asked && this.isAsking(() => this.step()))) return;
    await this.showSteps(asked, this.code === this.original ? this.listing.querySelector("code") : undefined);
  }

  /** Show what runs; the reader's choice for the book stays. */
  unfold() {
    if (this.fold) this.fold.open = true;
  }

  edit() {
    this.steps?.close?.();
    this.unfold();
    this.openField();
    this.say("Ctrl-Enter runs the code.");
    this.field.focus();
    this.field.upgrade();
  }

  openField() {
    const place = h("div", { class: "nn-editor" });
    this.listing.after(place);
    this.field = new Field(place, this.draft.text, {
      label: `Code of ${this.about || "this block"}. Control-Enter runs it.`,
      run: () => this.busy || this.run(),
      change: (code) => {
        this.steps?.close?.(); // they are of other code
        if (!this.draft.keep(code)) this.ask();
      },
    });
    this.showEditing(true);
  }

  /** Show what another tab has written. */
  take(code) {
    if (this.field) this.field.replace(code);
    else if (code !== this.original) {
      this.openField();
      this.field.upgrade();
    }
  }

  ask() {
    this.say("Changed in another tab.");
    this.offer({
      "Take that one": () => this.take(this.draft.takeOther()),
      "Keep this one": () => this.draft.keepThis(),
    });
  }

  reset() {
    if (this.busy) this.stop();
    this.steps?.close?.();
    this.draft.text = this.original;
    this.draft.keepThis();
    this.field?.remove();
    this.field = undefined;
    this.results.replaceChildren(...this.builtResults);
    this.predict?.aside?.(false);
    this.showEditing(false);
    this.offer();
    this.say("As it was.");
    this.editButton.focus();
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.code);
      this.say("Copied.");
    } catch {
      this.say("The browser did not let the page copy: select the code and copy it by hand.");
    }
  }
}

/** Name a text by its signs: a draft belongs to the code that it was made of. */
function digest(text) {
  let sum = 2166136261;
  for (let place = 0; place < text.length; place++) sum = Math.imul(sum ^ text.charCodeAt(place), 16777619);
  return `${(sum >>> 0).toString(36)}-${text.length.toString(36)}`;
}

const duration = (ms) => (ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`);

customElements.define("nn-block", NnBlock);
