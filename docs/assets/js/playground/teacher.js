// What trains for a playground: the page's Python, which nobody starts before it is wanted.

/** Whether the site carries Python. */
export const carried = () => Boolean(document.querySelector('script[src$="run/run.js"]') ?? customElements.get("nn-block"));

const runs = new Map(); // the address of a recorded run to the promise of it

/** Fetch a run that the build has recorded; nothing where there is none. */
export function recorded(name) {
  if (!name) return undefined;
  const address = new URL(`../../playground/${name}.json`, import.meta.url).href;
  if (!runs.has(address)) {
    const run = fetch(address).then((response) => (response.ok ? response.json() : undefined)).catch(() => undefined);
    runs.set(address, run);
  }
  return runs.get(address);
}

export class Teacher {
  waiting = false; // whether Python has not begun what it was asked

  /** Ask nnbook.book.run.playground; `say` hears how far Python is. Gives its answer, or {problem: why there is none}. */
  async ask(request, about, say) {
    if (typeof WebAssembly !== "object") return { problem: "Python needs a browser with WebAssembly." };
    const [{ runPython }, { broken, megabytes }] = await Promise.all([import("../run/python.js"), import("../run/output.js")]);
    this.waiting = true;
    this.handlers = {
      about,
      progress: ({ loaded, total }) => say(total ? `Loading Python, once: ${megabytes(loaded, total)}` : "Loading Python, once …"),
      starting: () => say("Starting Python …"),
      silent: ({ file, seconds }) => say(`Nothing has come of ${file} for ${seconds} seconds.`),
      waits: (other) => say(`Waiting: ${other} is running.`),
      started: () => (this.waiting = false),
      event() {},
    };
    const outcome = await runPython("", this.handlers, undefined, JSON.stringify(request));
    this.waiting = false;
    if (outcome.reply !== undefined) return JSON.parse(outcome.reply);
    return { problem: broken(outcome) || "Stopped." };
  }

  /** Give up what Python has not begun; a slice that it is in takes a moment, and ends by itself. */
  async giveUp() {
    if (!this.waiting) return;
    const { stopPython } = await import("../run/python.js");
    if (this.waiting) stopPython(this.handlers);
  }
}
