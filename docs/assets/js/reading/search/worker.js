// The search: it answers the theme of MkDocs and that of Zensical, which ask in the same way and read other answers.
//
// The ranking is loaded with the first query: most pages are read without one.
const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3;
const MOST = 60; // results: nobody reads further

let sections = [], isZensical = false, loaded;

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
  if (typeof query !== "string" || !query.trim()) {
    return isZensical ? { items: [], pagination: { total: 0 }, query: { select: {}, values: [] } } : { items: [] };
  }
  loaded ??= Promise.all([import("./ranking.js"), import("./shown.js")]).then(([{ Ranking }, shown]) => ({
    ranking: new Ranking(sections),
    show: isZensical ? shown.asList : shown.byPage,
  }));
  const { ranking, show } = await loaded;
  const result = ranking.find(query);
  return show(result.found.slice(0, MOST), ranking, result);
}
