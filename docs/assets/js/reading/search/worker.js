// The search: it answers the theme of MkDocs and that of Zensical, which ask in the same way and read other answers.
//
// The ranking is loaded with the first query, and so are the sections where the build has put them by themselves
// (nnbook/book/site/search.py): most pages are read without one.
const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3;
const SECTIONS = new URL("../../../../search/sections.json", location.href);
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

async function load() {
  const [{ Ranking }, shown, all] = await Promise.all([
    import("./ranking.js"),
    import("./shown.js"),
    sections.length ? sections : fetch(SECTIONS).then((response) => response.json()),
  ]);
  return { ranking: new Ranking(all), show: isZensical ? shown.asList : shown.byPage };
}

async function answer(query) {
  if (typeof query !== "string" || !query.trim()) {
    return isZensical ? { items: [], pagination: { total: 0 }, query: { select: {}, values: [] } } : { items: [] };
  }
  loaded ??= load();
  loaded.catch(() => { loaded = undefined; }); // the next query may have more luck
  const { ranking, show } = await loaded;
  const result = ranking.find(query);
  return show(result.found.slice(0, MOST), ranking, result);
}
