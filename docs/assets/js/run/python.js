// The page's side of the worker: one Python for all blocks, started by the first run. Stop ends it, and so does
// whatever it cannot go on after; the next run then has a new one.
import { BYTES, VERSION } from "./size.js";
import { offerReload } from "../core/notice.js";

const SILENCE = 20_000; // milliseconds in which the worker's own script says nothing
const SLOW = 60_000; // milliseconds in which a Python that is here should have started

let worker = null;
let ready = false; // whether it takes jobs
let jobs = []; // the first one runs, where one runs at all; the others wait
let running = null;
let doubtful = false; // whether what the browser has kept of Python is to be fetched anew
let nextId = 1;
let alarm; // of a worker that says nothing

// A worker from an address has a policy of its own, or none; one from a blob has that of the page, and so what runs in
// it can reach this site alone (nnbook/book/site/policy.py). Only once such a worker runs, Firefox has the service worker
// answer for it: so worker.js is imported then, and what is said before is kept.
const SCRIPT = `const kept = [];
onmessage = (event) => kept.push(event);
import(${JSON.stringify(new URL("worker.js", import.meta.url).href)}).then(
  () => kept.forEach((event) => onmessage(event)),
  (error) => postMessage({
    type: "failed", file: "worker.js", reason: error instanceof SyntaxError ? String(error) : "it could not be loaded",
  }),
);`;
const ADDRESS = URL.createObjectURL(new Blob([SCRIPT], { type: "text/javascript" }));

function start() {
  ready = false;
  worker = new Worker(ADDRESS, { type: "module" });
  worker.onmessage = ({ data }) => receive(data);
  worker.onerror = (event) => {
    event.preventDefault?.();
    if (running) finish({ died: event.message || "the worker ended" });
    else failAll({ file: "worker.js", reason: event.message || "it could not be loaded" });
  };
  worker.postMessage({ type: "boot", fresh: doubtful });
  expect("worker.js", SILENCE);
}

/** Say that nothing comes, where the worker has not spoken before. */
function expect(file, milliseconds) {
  clearTimeout(alarm);
  alarm = setTimeout(() => jobs.forEach((job) => job.silent?.({ file, seconds: milliseconds / 1000 })), milliseconds);
}

const loading = () => (ready ? jobs.slice(0, 1) : jobs);

const hear = {
  hello: () => clearTimeout(alarm),
  version: ({ version }) => {
    if (version !== VERSION) offerReload();
  },
  progress: (message) => loading().forEach((job) => job.progress(message)),
  silent: (message) => loading().forEach((job) => job.silent?.(message)),
  heard: () => loading().forEach((job) => job.progress({})),
  starting: () => {
    expect("Python", SLOW);
    jobs.forEach((job) => job.starting?.());
  },
  ready: () => {
    clearTimeout(alarm);
    ready = true;
    doubtful = false;
    next();
  },
  failed: (message) => failAll(message),
};

const hearOfJob = {
  started: () => {
    running.begun = true;
    running.started();
    tell();
  },
  event: ({ kind, text }) => running.event(kind, text),
  cut: ({ limit }) => finish({ cut: limit }),
  died: ({ text }) => finish({ died: text }),
  done: (message) => (message.spent ? finish(message) : pass(message)),
};

function receive(message) {
  if (message.type in hear) hear[message.type](message);
  else if (running?.id === message.id) hearOfJob[message.type]?.(message);
}

/** Give the first job to Python, where both are there. */
function next() {
  if (!jobs.length) return;
  if (!worker) start();
  if (ready && !running) {
    running = jobs[0];
    const { id, code, exercise, edited, steps, request } = running;
    worker.postMessage({ type: "run", id, code, exercise, edited, steps, request });
  }
  tell();
}

/** Tell those that wait for another one which that is. */
function tell() {
  if (!running?.begun) return;
  for (const job of jobs) if (job !== running) job.waits?.(running.about, () => stopPython(running));
}

/** End the job that runs, whose Python can go on. */
function pass(outcome) {
  const job = running;
  jobs = jobs.filter((other) => other !== job);
  running = null;
  job.done(outcome);
  next();
}

/** End the job that runs, and its Python with it. Nothing else ends a loop that never yields. */
function finish(outcome) {
  const had = jobs.length > 1 || outcome.spent;
  endWorker();
  if (had) start(); // what is next need not wait for it
  pass(outcome);
}

function failAll({ text, file, reason, bytes }) {
  endWorker();
  doubtful = true;
  running = null;
  const failed = jobs;
  jobs = [];
  failed.forEach((job) => job.done({ failed: text ?? `${file}: ${reason}`, file, reason, bytes: bytes ?? { of: "Python", count: BYTES } }));
}

function endWorker() {
  clearTimeout(alarm);
  if (worker) {
    worker.onmessage = worker.onerror = null; // ended while it sleeps, it may report an error when the next one runs
    worker.terminate();
  }
  worker = null;
  ready = false;
}

/**
 * Run `code`, after the runs that were asked for before.
 *
 * With `exercise`, the JSON of one, the code is graded: `verdict` is what nnbook.book.run.grader says of it.
 *
 * With `steps`, what is asked for (nnbook.book.run.session), it is run line by line, and the outcome has its `steps`.
 *
 * @param {string} code
 * @param {{about?: string, edited?: boolean, steps?: {library: string, chosen: number[][]}, progress: Function, started: Function, starting?: Function,
 *   silent?: Function, waits?: (about: string, stop: () => void) => void,
 *   event: (kind: string, text: string) => void}} handlers with what the run is called, and whether the reader has
 *   changed the code
 * @param {string} [exercise]
 * @param {string} [request] what nnbook.book.run.playground is asked instead; `reply` is its answer, as JSON
 * @returns {Promise<{ok?: boolean, ended?: ?string, milliseconds?: number, stopped?: boolean, cut?: number,
 *   died?: string, failed?: string, file?: string, reason?: string, bytes?: {of: string, count: number},
 *   reply?: string, verdict?: {passed: boolean, message: string, mistake: string, hint: string}}>}
 */
export function runPython(code, handlers, exercise, request) {
  return new Promise((done) => {
    jobs.push({ ...handlers, handlers, code, exercise, request, done, id: nextId++ });
    next();
  });
}

/** Stop one run, by its handlers; one that waits only leaves the queue. */
export function stopPython(handlers) {
  const job = jobs.find((job) => job === handlers || job.handlers === handlers);
  if (!job) return;
  if (job === running) {
    finish({ stopped: true });
    return;
  }
  jobs = jobs.filter((other) => other !== job);
  if (!jobs.length && !ready) endWorker(); // it may be stuck
  job.done({ stopped: true, waited: true });
}

/** Stop one run whose page is left; Python that is being loaded goes on. */
export function leavePython(handlers) {
  if (running?.handlers === handlers) stopPython(handlers);
  else jobs = jobs.filter((job) => job.handlers !== handlers);
}

/** End Python, with all that runs or waits, and start another one. */
export function restartPython() {
  endWorker();
  running = null;
  const stopped = jobs;
  jobs = [];
  stopped.forEach((job) => job.done({ stopped: true }));
  start();
}

// A page that is kept for Back holds on to its worker, and a loop that never yields would go on in it.
addEventListener("pagehide", () => {
  if (running) finish({ stopped: true });
});
