// Start Python once and write down its memory, from which a browser starts it many times faster: `node snapshot.mjs
// FOLDER FILE`, with Pyodide's core in the folder. What a memory would hold of the moment or of chance is fixed: all
// readers start from it.
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, file] = process.argv.slice(2);
Date.now = () => 0;
performance.now = () => 0;
const { loadPyodide } = await import(pathToFileURL(resolve(folder, "pyodide.mjs")));
const python = await loadPyodide({
  _makeSnapshot: true,
  indexURL: resolve(folder),
  env: { HOME: "/home/pyodide", PYTHONHASHSEED: "0" },
});
python.runPython("import os, random\nrandom.seed(0)\ndel os.environ['PYTHONHASHSEED'], os, random");
writeFileSync(file, python.makeMemorySnapshot());
