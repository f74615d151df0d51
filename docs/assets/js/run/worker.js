// The worker in which the reader's Python lives. It loads what stands in assets/python/ of this site, each file whole
// and as the manifest says, or it says which one it could not have.
const PYTHON = new URL("../../python/", import.meta.url);
const LIMIT = 100_000; // characters that one run may print
const SILENCE = 20_000; // milliseconds without a byte, after which the page says so
const MOST = 512 * 2 ** 20; // bytes: a Python that has grown larger gives them back by ending
const SNAPSHOT = "snapshot.bin"; // the memory of a Python that has started
const WORTH = 3000; // milliseconds that are waited for it: about what it saves on a slow machine
const TYPES = { wasm: "application/wasm", zip: "application/zip", json: "application/json" };

const fetchOnly = self.fetch.bind(self), tell = self.postMessage.bind(self); // whatever Python does to these
const begun = new Map(); // the name of a file to the promise of its bytes
let fresh = false; // whether the copies in the browser are to be passed over
let manifest;
let loaded = 0, total = 0, told = 0;

class FileError extends Error {
  constructor(file, reason) {
    super(`${file}: ${reason}`);
    this.file = file;
    this.reason = reason;
  }
}

/** Fetch a file and read it to its end; say where nothing comes for long. */
async function read(name, cache, count) {
  let last = performance.now(), silent = false;
  const listen = setInterval(() => {
    const quiet = performance.now() - last;
    if (quiet < SILENCE) return;
    silent = true;
    tell({ type: "silent", file: name, seconds: Math.round(quiet / 1000) });
  }, 1000);
  try {
    const response = await fetchOnly(new URL(name, PYTHON), { cache });
    if (!response.ok) throw new FileError(name, `${response.status} ${response.statusText}`.trim());
    const parts = [];
    for await (const part of stream(response)) {
      last = performance.now();
      if (silent) tell({ type: "heard" });
      silent = false;
      parts.push(part);
      count(part.length);
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  } catch (error) {
    throw error instanceof FileError ? error : new FileError(name, "the connection failed");
  } finally {
    clearInterval(listen);
  }
}

/** Yield the parts of a body as they come: not every browser can loop over it. */
async function* stream(response) {
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** Say what is wrong with the bytes of a file; nothing where they are those of the manifest. */
async function wrong(name, bytes) {
  const { size, sha256 } = manifest.files[name];
  if (bytes.length !== size) return `${bytes.length.toLocaleString("en")} of ${size.toLocaleString("en")} bytes came`;
  if (!self.crypto?.subtle) return ""; // only pages from a safe address have it
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const found = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return found === sha256 ? "" : "it is not the file that belongs to this page";
}

/** Return the bytes of a file, once for all who ask. Where the browser's copy is not right, the site is asked. */
function obtain(name) {
  if (!begun.has(name)) begun.set(name, obtainAnew(name));
  return begun.get(name);
}

async function obtainAnew(name) {
  const { size } = manifest.files[name];
  total += size;
  let bytes, problem;
  for (const cache of fresh ? ["reload"] : ["default", "reload"]) {
    let own = 0;
    bytes = await read(name, cache, (length) => {
      own += length;
      progress(length);
    });
    problem = await wrong(name, bytes);
    if (!problem) return bytes;
    progress(-own);
  }
  throw new FileError(name, problem);
}

function progress(length) {
  loaded += length;
  if (performance.now() - told < 100 && loaded < total) return;
  told = performance.now();
  tell({ type: "progress", loaded, total });
}

/** Hand Pyodide the files that it fetches, once they are here. */
self.fetch = async (input, init) => {
  const name = new URL(input.url ?? input, PYTHON).href.replace(PYTHON.href, "");
  if (!manifest?.files[name]) return fetchOnly(input, init);
  try {
    const bytes = await obtain(name);
    begun.delete(name); // it is large, and asked for once
    return new Response(bytes, { headers: { "Content-Type": TYPES[name.split(".").pop()] ?? "application/octet-stream" } });
  } catch (error) {
    fail(error); // Pyodide itself would wait for ever
    throw error;
  }
};

// What Pyodide says of a file that it cannot compile, and then waits.
console.warn = (...words) => {
  if (/wasm instantiation failed/.test(words[0])) fail(new FileError("pyodide.asm.wasm", "this browser cannot run it"));
};

function fail({ message, file, reason }) {
  tell({ type: "failed", text: message, file, reason, bytes: missing(file) });
}

/** Count the bytes of the download that a file belongs to. */
function missing(file) {
  const group = Object.entries(manifest?.groups ?? {}).find(([, names]) => names.includes(file));
  if (!group) return undefined;
  return { of: group[0], count: group[1].reduce((sum, name) => sum + manifest.files[name].size, 0) };
}

/**
 * Return the memory of a started Python, from which another one starts many times faster; nothing where it is not to be
 * had. It is as large as all the rest: over a slow line, as `spent` on the rest tells, only the browser's copy will do.
 */
async function remember(spent) {
  if (!manifest.files[SNAPSHOT] || !self.DecompressionStream) return undefined;
  const cache = spent > WORTH ? "only-if-cached" : fresh ? "reload" : "default";
  try {
    const signal = AbortSignal.timeout(WORTH);
    const response = await fetchOnly(new URL(SNAPSHOT, PYTHON), { cache, mode: "same-origin", signal });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (await wrong(SNAPSHOT, bytes)) return undefined;
    const whole = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return await new Response(whole).arrayBuffer();
  } catch {
    return undefined; // too late, or no copy
  }
}

async function boot() {
  const text = await read("manifest.json", fresh ? "reload" : "no-cache", () => {});
  try {
    manifest = JSON.parse(new TextDecoder().decode(text));
  } catch {
    throw new FileError("manifest.json", "it is not the file that belongs to this page");
  }
  tell({ type: "version", version: manifest.version });
  const start = performance.now();
  await Promise.all(manifest.groups.Python.map(obtain));
  const snapshot = await remember(performance.now() - start);
  for (const name of ["pyodide.mjs", "pyodide.asm.mjs"]) begun.delete(name); // the browser loads them itself
  tell({ type: "starting" });
  const { loadPyodide } = await import(new URL("pyodide.mjs", PYTHON)).catch(() => {
    throw new FileError("pyodide.mjs", "this browser cannot run it");
  });
  const options = { indexURL: PYTHON.href, packages: ["numpy", "nnbook"], stdin: () => null };
  const anew = () => loadPyodide(options);
  const pyodide = await (snapshot ? loadPyodide({ ...options, _loadSnapshot: snapshot }).catch(anew) : anew());
  // What is taken out of the session now is what it was, whatever a run may do to its names.
  const session = pyodide.pyimport("nnbook.book.run.session").Session("/home/pyodide", "/tmp");
  return { pyodide, run: session.run, step: session.step, grade: session.grade, play: session.play };
}

/** Matplotlib is as large as all the rest, so it comes only when a block imports it, itself or through nnbook. */
async function loadMatplotlib(pyodide, code) {
  if (pyodide.loadedPackages.matplotlib) return;
  const names = ["matplotlib", "mpl_toolkits", ...manifest.drawing.map((name) => name.split(".").pop())];
  if (!new RegExp(`import\\b.*\\b(${names.join("|")})\\b|from\\b.*\\b(${names.join("|")})\\b`).test(code)) return;
  loaded = total = 0;
  await Promise.all(manifest.groups.Matplotlib.map(obtain));
  await pyodide.loadPackage("matplotlib", { messageCallback() {} });
}

/**
 * Send a run's events. Each line goes out at once, for a loop may follow that never yields; only where lines
 * come faster than a page can show them, hundreds at once, are they gathered into portions.
 */
function emitter(id) {
  const start = performance.now();
  let kind = "", text = "", printed = 0, messages = 0, last = start;
  const flush = () => {
    if (!text) return;
    tell({ type: "event", id, kind, text });
    text = "";
    messages += 1;
    last = performance.now();
  };
  const emit = (newKind, newText) => {
    if (printed >= LIMIT) return;
    if (newKind !== kind) flush();
    kind = newKind;
    if (kind !== "stdout" && kind !== "stderr") {
      text = newText;
      return flush();
    }
    text += newText.slice(0, LIMIT - printed);
    printed += newText.length;
    const now = performance.now();
    // A line, a step of a bar that is drawn over itself, or the first sign after a while.
    const whole = newText.endsWith("\n") || newText.includes("\r") || now - last > 50;
    if ((whole && messages < 100 + (now - start) / 20) || text.length > 8192) flush();
    if (printed >= LIMIT) {
      flush();
      tell({ type: "cut", id, limit: LIMIT });
    }
  };
  return { emit, flush };
}

/** Answer the playground, which asks many times a second and prints nothing. */
function answer(id, play, request) {
  tell({ type: "started", id });
  try {
    tell({ type: "done", id, reply: play(request) });
  } catch (error) {
    tell({ type: "died", id, text: String(error?.message ?? error) });
  }
}

let booted;
onmessage = async ({ data }) => {
  if (data.type === "boot") {
    ({ fresh } = data);
    booted = boot();
    await booted.then(() => tell({ type: "ready" }), fail);
    return;
  }
  const { id, code, exercise, edited, steps, request } = data;
  const { pyodide, run, step, grade, play } = await booted;
  if (request !== undefined) {
    answer(id, play, request);
    return;
  }
  try {
    await loadMatplotlib(pyodide, exercise === undefined ? code : `${code}\n${JSON.parse(exercise).checks}`);
  } catch (error) {
    fail(error);
    return;
  }
  try {
    tell({ type: "started", id });
    const { emit, flush } = emitter(id);
    const start = performance.now();
    const act = () => (steps ? step(code, emit, edited, JSON.stringify(steps)) : run(code, emit, edited));
    const result = JSON.parse(exercise === undefined ? act() : grade(code, exercise, emit));
    flush();
    const milliseconds = performance.now() - start;
    const large = pyodide._module.HEAPU8.length > MOST;
    tell({ type: "done", id, ...result, milliseconds, spent: Boolean(result.spoiled) || large });
  } catch (error) {
    tell({ type: "died", id, text: String(error?.message ?? error) });
  }
};
tell({ type: "hello" });
