// The worker in which the reader's Python lives. It loads what stands in assets/python/ of this site.
import { loadPyodide } from "../../python/pyodide.mjs";

const PYTHON = new URL("../../python/", import.meta.url);
const LIMIT = 100_000; // characters that one run may print

const manifest = fetch(new URL("manifest.json", PYTHON)).then((response) => response.json());
const booted = boot();
booted.catch((error) => postMessage({ type: "failed", text: String(error) }));

async function boot() {
  reportProgress();
  const pyodide = await loadPyodide({
    indexURL: PYTHON.href,
    packages: ["numpy", "nnbook"],
    stdin: () => null,
  });
  pyodide.runPython(`
import builtins
def no_input(prompt=""):
    raise RuntimeError("input() is not available in the browser: write the value into the code")
builtins.input = no_input
del no_input
`);
  return { pyodide, run: pyodide.pyimport("nnbook.book.run.runner").run };
}

/** Count the bytes of everything that is fetched and tell the page, against what the manifest promises. */
function reportProgress() {
  const fetchOnly = self.fetch.bind(self);
  let loaded = 0, total = 0, told = 0;
  self.fetch = async (input, init) => {
    const [response, { sizes }] = await Promise.all([fetchOnly(input, init), manifest]);
    const name = response.url.slice(response.url.lastIndexOf("/") + 1);
    if (!response.body || !(name in sizes)) return response;
    total += sizes[name];
    const count = new TransformStream({
      transform(chunk, controller) {
        loaded += chunk.length;
        controller.enqueue(chunk);
        if (performance.now() - told < 100 && loaded < total) return;
        told = performance.now();
        postMessage({ type: "progress", loaded, total });
      },
    });
    return new Response(response.body.pipeThrough(count), { headers: response.headers });
  };
}

/** Matplotlib is as large as all the rest, so it comes only when a block imports it, itself or through nnbook. */
async function loadMatplotlib(pyodide, code) {
  const { matplotlib } = await manifest;
  const names = ["matplotlib", ...matplotlib.map((name) => name.split(".").pop())];
  if (new RegExp(`import\\b.*\\b(${names.join("|")})\\b|from\\b.*\\b(${names.join("|")})\\b`).test(code))
    await pyodide.loadPackage("matplotlib", { messageCallback() {} });
}

/**
 * Send a run's events. Each line goes out at once, for a loop may follow that never yields; only where lines
 * come faster than a page can show them, hundreds at once, are they gathered into portions.
 */
function emitter(id) {
  const begun = performance.now();
  let kind = "", text = "", printed = 0, messages = 0;
  const flush = () => {
    if (!text) return;
    postMessage({ type: "event", id, kind, text });
    text = "";
    messages += 1;
  };
  const emit = (newKind, newText) => {
    if (printed >= LIMIT) return;
    if (newKind !== kind) flush();
    kind = newKind;
    if (kind === "figure") {
      text = newText;
      return flush();
    }
    text += newText.slice(0, LIMIT - printed);
    printed += newText.length;
    const allowed = 100 + (performance.now() - begun) / 20;
    if ((newText.endsWith("\n") && messages < allowed) || text.length > 8192) flush();
    if (printed >= LIMIT) {
      flush();
      postMessage({ type: "cut", id, limit: LIMIT });
    }
  };
  return { emit, flush };
}

let queue = booted;
onmessage = ({ data: { id, code, exercise } }) => {
  queue = queue.then(async () => {
    const { pyodide, run } = await booted;
    await loadMatplotlib(pyodide, code);
    postMessage({ type: "started", id });
    const { emit, flush } = emitter(id);
    const begun = performance.now();
    // The grader is imported by the first answer, so that no run of a block waits for it.
    const result = exercise === undefined
      ? { ok: run(code, emit, "block.py") }
      : { verdict: JSON.parse(pyodide.pyimport("nnbook.book.run.grader").grade_json(code, exercise, emit)) };
    flush();
    postMessage({ type: "done", id, ...result, milliseconds: performance.now() - begun });
  }).catch((error) => postMessage({ type: "failed", text: String(error) }));
};
