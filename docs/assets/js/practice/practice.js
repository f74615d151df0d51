// Brings the questions of a page to life, and the progress on the home page. Exercises have a loader of their own.
async function load() {
  if (document.querySelector(".nn-question")) (await import("./quiz.js")).enhance();
  if (document.querySelector(".nn-solved, .nn-progress-tools")) (await import("./overview.js")).show();
}

if (globalThis.document$) document$.subscribe(load); // each page that instant navigation brings
else load();
