// The search: it answers the theme of MkDocs and that of Zensical, which ask in the same way and read other answers.
//
// The ranking is loaded with the first query: most pages are read without one.
const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3;
const MOST = 60; // results: nobody reads further

let sections = [], isZensical = false, ranking;

self.onmessage = async ({ data: { type, data } }) => {
  if (type === SETUP) {
    isZensical = "items" in data;
    sections = data.items ?? data.docs;
    postMessage({ type: READY });
  } else if (type === QUERY) {
    postMessage({ type: RESULT, data: await answer((typeof data === "string" ? data : data.input) || "") });
  }
};

async function answer(query) {
  const shown = await import("./shown.js");
  if (typeof query !== "string" || !query.trim()) return isZensical ? shown.asList([], sections, {}) : { items: [] };
  ranking ??= import("./ranking.js").then(({ Ranking }) => new Ranking(sections));
  const result = (await ranking).find(query);
  const found = result.found.slice(0, MOST);
  return isZensical ? shown.asList(found, sections, result) : shown.byPage(found, sections, result);
}
