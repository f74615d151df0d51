// Makes forms of the exercises of a page. Only a site that carries Python has this script.
async function load() {
  if (!document.querySelector(".nn-exercise")) return;
  const { enhance } = await import("./exercise.js");
  enhance();
}

if (globalThis.document$) document$.subscribe(load); // each page that instant navigation brings
else load();
