// What an element has that runs Python: a bar of buttons, the first of which runs or stops, and beside them what
// is going on. A subclass gives `static verb` and `static doing` ("Run", "Running …"), run(), which calls
// execute(), and `about`, which ends the names of its buttons ("block 3"). In `results` it shows what comes.
import { button, h, set } from "../core/dom.js";
import { BookElement } from "../core/element.js";
import { meaningOf } from "./meaning.js";
import { broken, megabytes } from "./output.js";
import { leavePython, restartPython, runPython, stopPython } from "./python.js";

export class PythonElement extends BookElement {
  about = "";

  /** Fill the bar with the button that runs and the others, and return these. */
  fillBar(others) {
    this.bar = this.querySelector(":scope > .nn-bar");
    // The second click of a double click is none of its own: it would stop what the first one began.
    this.runButton = button("", ({ detail }) => detail > 1 || (this.busy ? this.stop() : this.run()));
    const buttons = Object.entries(others).map(([text, action]) => button(text, action));
    this.status = h("span", { class: "nn-status", role: "status" });
    // Each percent of a download is for the eye; the status says once that a download began.
    this.progress = h("span", { class: "nn-progress", "aria-hidden": "true" });
    this.offers = h("span", { class: "nn-offers" });
    this.bar.replaceChildren(this.runButton, ...buttons, this.status, this.progress, this.offers);
    this.showBusy(false);
    this.nameButtons();
    return buttons;
  }

  nameButtons() {
    for (const each of this.bar.querySelectorAll(":scope > button")) this.label(each, each.textContent);
  }

  /**
   * Write on a button what it does, "Run", and for who hears no more than that, "Run block 3".
   *
   * It is not called `name`: Material takes the name of whatever an address leads to for a text.
   */
  label(made, text) {
    made.textContent = text;
    set(made, { "aria-label": `${text} ${this.about}`, "data-does": text.toLowerCase() });
  }

  /** Offer what can be done about what the status says; nothing takes the last offers back. */
  offer(actions = {}) {
    this.offers.replaceChildren(...Object.entries(actions).map(([text, action]) => {
      const act = () => {
        this.offer();
        this.runButton.focus();
        action();
      };
      return button(text, act, { "data-does": text.toLowerCase() });
    }));
  }

  say(text) {
    if (this.status.textContent !== text) super.say(text); // each time it is spoken
  }

  showBusy(busy) {
    this.busy = busy;
    this.running = false;
    this.classList.toggle("nn-busy", busy);
    this.label(this.runButton, busy ? "Stop" : this.constructor.verb);
    this.progress.textContent = "";
  }

  /**
   * Run code and say how far it is; the parameters, and what comes of it, are those of runPython. Where this browser
   * cannot run anything, it says so and gives undefined.
   */
  async execute(code, { edited, steps, started, event }, exercise) {
    if (typeof WebAssembly !== "object") {
      this.say("Python needs a browser with WebAssembly.");
      return undefined;
    }
    this.showBusy(true);
    this.offer();
    this.say("Waiting for Python …");
    let error = "", warned = "";
    this.handlers = {
      about: this.about,
      edited,
      steps,
      progress: ({ loaded, total }) => {
        this.say("Loading Python, once …");
        if (total) this.progress.textContent = megabytes(loaded, total);
      },
      starting: () => {
        this.say("Starting Python …");
        this.progress.textContent = "";
      },
      silent: ({ file, seconds }) => this.say(`Nothing has come of ${file} for ${seconds} seconds. Stop ends the waiting.`),
      waits: (about, stop) => {
        this.say(`Waiting: ${about} is running.`);
        this.progress.textContent = "";
        this.offer({ [`Stop ${about}`]: stop });
      },
      started: () => {
        this.running = true;
        this.say(this.constructor.doing);
        this.progress.textContent = "";
        this.offer();
        started();
      },
      event: (kind, text) => {
        event(kind, text);
        if (kind === "error") error += text;
        else if (kind === "warning") warned += text;
      },
    };
    const outcome = await runPython(code, this.handlers, exercise);
    this.showBusy(false);
    this.offerAfter(outcome, edited);
    if (broken(outcome)) this.say(broken(outcome));
    if (error || warned) this.explain(error || warned, this.results.lastElementChild);
    return outcome;
  }

  /**
   * Show the steps of what stands in `code`, those that the build has recorded where nothing else is asked, or those
   * that `run(steps)` gives.
   *
   * @param {{library: boolean, chosen: number[][]}} [asked]
   * @param {Element} [listing] of the code, where that is the page's own
   */
  async showSteps(asked, listing) {
    const { code } = this;
    if (!this.steps) {
      this.steps = h("nn-steps");
      this.bar.after(this.steps);
    }
    try {
      await import("./nn-steps.js");
    } catch {
      this.say("What shows the steps could not be fetched.");
      return;
    }
    const kept = asked && this.steps.view?.kept;
    const { library = false, chosen = [] } = asked ?? {};
    const known = !asked && listing && (await this.steps.recorded());
    const data = known || (await this.run({ library: library ? "nnbook" : "", chosen }));
    if (!data || this.code !== code) return;
    const source = { about: this.about, code, listing, again: (next) => this.showSteps(next, listing) };
    await this.steps.show({ ...data, asked: library }, source, kept);
  }

  offerAfter({ failed, stopped, cut, died, ok }, edited) {
    if (failed) this.offer({ "Try again": () => this.run() });
    else if (stopped || cut || died || (ok && !edited)) this.offer();
    else this.offer({ "Restart Python": () => this.restart() });
  }

  restart() {
    restartPython();
    this.say("Python was restarted.");
  }

  stop() {
    stopPython(this.handlers);
  }

  /** Put a link to what explains an error under its traceback, where that is still shown. */
  async explain(error, shown) {
    const line = await meaningOf(error);
    if (line && shown.parentElement === this.results) shown.after(line);
  }

  // What runs in a page that was left, nobody sees and nobody could stop. Python that is being loaded goes on: the
  // next page will want it.
  async leave() {
    await undefined; // what is only moved is back by then
    if (this.busy && !this.isConnected) leavePython(this.handlers);
  }
}
