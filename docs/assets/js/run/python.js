// The page's side of the worker: one Python for all blocks, started by the first run, ended by Stop.

let worker = null;
let jobs = []; // the first one runs, the others wait
let nextId = 1;

// A worker from an address has a policy of its own, or none; one from a blob has that of the page, and so what runs in
// it can reach this site alone (nnbook/book/site/policy.py).
const source = new Blob([`import ${JSON.stringify(new URL("worker.js", import.meta.url).href)};`], { type: "text/javascript" });

function start() {
  const address = URL.createObjectURL(source);
  worker = new Worker(address, { type: "module" });
  URL.revokeObjectURL(address);
  worker.onmessage = ({ data }) => receive(data);
  worker.onerror = (event) => end({ failed: event.message || "the worker could not be started" });
}

function receive(message) {
  const job = jobs[0];
  if (message.type === "failed") end({ failed: message.text });
  else if (message.type === "progress") jobs.forEach((waiting) => waiting.progress(message));
  else if (job?.id !== message.id) return;
  else if (message.type === "started") job.started();
  else if (message.type === "event") job.event(message.kind, message.text);
  else if (message.type === "cut") end({ cut: message.limit });
  else if (message.type === "done") {
    jobs.shift();
    job.done(message);
  }
}

/** End Python and every job. Nothing else ends a loop that never yields. */
function end(outcome) {
  if (worker) {
    worker.onmessage = worker.onerror = null; // ended while it sleeps, it may report an error when the next one runs
    worker.terminate();
  }
  worker = null;
  const ended = jobs;
  jobs = [];
  ended.forEach((job) => job.done(outcome));
}

/**
 * Run `code`, after the runs that were asked for before.
 *
 * With `exercise`, the JSON of one, the code is graded: `verdict` is what nnbook.book.run.grader says of it.
 *
 * @param {string} code
 * @param {{progress: Function, started: Function, event: (kind: string, text: string) => void}} handlers
 * @param {string} [exercise]
 * @returns {Promise<{ok?: boolean, verdict?: {passed: boolean, message: string, mistake: string, hint: string},
 *   milliseconds?: number, stopped?: boolean, cut?: number, failed?: string}>}
 */
export function runPython(code, handlers, exercise) {
  if (!worker) start();
  return new Promise((done) => {
    const id = nextId++;
    jobs.push({ ...handlers, id, done });
    worker.postMessage({ id, code, exercise });
  });
}

/** Stop at once whatever runs or waits. */
export function stopPython() {
  end({ stopped: true });
}
