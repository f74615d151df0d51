// Run, Edit, Reset and Copy under every Python block. Python itself comes with the first click on Run.
import { Field } from "./field.js";
import { broken, megabytes, showEvent } from "./output.js";
import { runPython, stopPython } from "./python.js";

class Block {
  constructor(box, number) {
    this.box = box;
    this.number = number;
    this.listing = box.querySelector(".highlight");
    this.bar = box.querySelector(".nn-bar");
    this.original = this.listing.querySelector("code").textContent.replace(/\n$/, "");
    this.alt = box.querySelector(".nn-figure svg")?.getAttribute("aria-label");
    this.results = document.createElement("div");
    this.results.className = "nn-results";
    this.results.append(...[...box.children].slice([...box.children].indexOf(this.bar) + 1));
    this.builtResults = [...this.results.children];
    box.append(this.results);
    this.runButton = this.button("Run", () => (this.busy ? stopPython() : this.run()));
    this.editButton = this.button("Edit", () => this.edit());
    this.resetButton = this.button("Reset", () => this.reset());
    this.copyButton = this.button("Copy", () => this.copy());
    this.status = Object.assign(document.createElement("span"), { className: "nn-status", role: "status" });
    // Each percent of a download is for the eye; the status says once that a download began.
    this.progress = Object.assign(document.createElement("span"), { className: "nn-progress" });
    this.progress.setAttribute("aria-hidden", "true");
    this.bar.append(this.status, this.progress);
    this.showEditing(false);
    this.showBusy(false);
  }

  get code() {
    return this.field?.code ?? this.original;
  }

  button(name, action) {
    const button = Object.assign(document.createElement("button"), { type: "button", onclick: action });
    this.name(button, name);
    this.bar.append(button);
    return button;
  }

  name(button, name) {
    button.textContent = name;
    button.setAttribute("aria-label", `${name} block ${this.number}`);
    button.dataset.does = name.toLowerCase();
  }

  showBusy(busy) {
    this.busy = busy;
    this.box.classList.toggle("nn-busy", busy);
    this.name(this.runButton, busy ? "Stop" : "Run");
    this.progress.textContent = "";
  }

  showEditing(editing) {
    this.editButton.hidden = editing;
    this.copyButton.hidden = !editing;
    this.resetButton.hidden = !editing && this.results.firstElementChild === (this.builtResults[0] ?? null);
  }

  say(text) {
    this.status.textContent = text;
  }

  async run() {
    if (typeof WebAssembly !== "object") return this.say("Python needs a browser with WebAssembly.");
    this.showBusy(true);
    this.say("Waiting for Python …");
    this.results.style.minHeight = `${this.results.offsetHeight}px`; // what stands below must not jump
    let ended;
    const begin = () => {
      this.results.replaceChildren();
      begin.done = true;
    };
    const outcome = await runPython(this.code, {
      progress: ({ loaded, total }) => {
        this.say("Loading Python, once …");
        this.progress.textContent = megabytes(loaded, total);
      },
      started: () => {
        this.say("Running …");
        this.progress.textContent = "";
        begin();
      },
      event: (kind, text) => {
        showEvent(this.results, kind, text, this.code === this.original && this.alt);
        if (kind === "error") ended = text.trim().split("\n").pop();
      },
    });
    this.showBusy(false);
    this.results.style.minHeight = "";
    this.showEditing(Boolean(this.field));
    if (broken(outcome)) this.say(broken(outcome));
    else if (!outcome.ok) this.say(`Failed: ${ended}`);
    else this.say(`Done in ${duration(outcome.milliseconds)}.`);
  }

  edit() {
    const place = Object.assign(document.createElement("div"), { className: "nn-editor" });
    this.listing.after(place);
    this.listing.hidden = true;
    this.field = new Field(place, this.code, {
      label: `Code of block ${this.number}. Control-Enter runs it.`,
      run: () => this.busy || this.run(),
    });
    this.showEditing(true);
    this.say("Ctrl-Enter runs the code.");
    this.field.focus();
    this.field.upgrade();
  }

  reset() {
    if (this.busy) stopPython();
    this.field?.remove();
    this.field = undefined;
    this.listing.hidden = false;
    this.results.replaceChildren(...this.builtResults);
    this.showEditing(false);
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

const duration = (ms) => (ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`);

function enhance() {
  document.querySelectorAll(".nn-block:not([data-norun])").forEach((box, index) => {
    if (!box.querySelector(".nn-bar button")) new Block(box, index + 1);
  });
}

// Material tells of every page that instant navigation brings; the worker outlives them all.
if (window.document$) window.document$.subscribe(enhance);
else enhance();
