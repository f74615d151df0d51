// What a result shows: its title and the lines of its text in which the words stand, with the words marked.
import { fold, partsOf, stem, wordsOf } from "./words.js";

const PIECE = /<[^>]*>|&(?:[a-z]+|#\d+);|[\p{L}\p{N}_]+/gu;
const AROUND = 90; // characters before the first word that was found, and twice as many behind it

const isWord = (piece) => !/^[<&]/.test(piece);

function isFound(word, stems) {
  const folded = wordsOf(fold(word));
  return folded.some((own) => stems.has(stem(own)) || partsOf(own).some((part) => stems.has(stem(part))));
}

function marked(html, stems) {
  return html.replace(PIECE, (piece) => (isWord(piece) && isFound(piece, stems) ? `<mark>${piece}</mark>` : piece));
}

/** Return the lines of a text in which the words stand: two at most, and code where no prose has them. */
function excerpt(html, stems) {
  const lines = [];
  for (const [index, part] of html.split(/<pre\b[^>]*>(.*?)<\/pre>/s).entries()) {
    const pieces = index % 2 ? part.split("\n") : part.split(/<\/?(?:p|ul|ol|li)\b[^>]*>/);
    for (const piece of pieces) {
      const text = piece.replace(/<[^>]*>/g, "").replace(/\s+/g, " ").trim();
      const met = new Set((text.match(PIECE) ?? []).filter((word) => isWord(word) && isFound(word, stems)).map(fold));
      if (text) lines.push({ text, worth: index % 2 ? met.size / 100 : met.size, place: lines.length });
    }
  }
  const best = lines.filter(({ worth }) => worth > 0).sort((a, b) => b.worth - a.worth || a.place - b.place);
  const prose = best.filter(({ worth }) => worth >= 1);
  const chosen = (best.length ? (prose.length ? prose : best).slice(0, 2) : lines.slice(0, 1));
  chosen.sort((a, b) => a.place - b.place);
  return chosen.map(({ text }) => `<p>${marked(around(text, stems), stems)}</p>`).join("");
}

/** Cut a text at blanks, so that the first word that was found stands in it. */
function around(text, stems) {
  let first = 0;
  for (const match of text.matchAll(PIECE)) {
    if (isWord(match[0]) && isFound(match[0], stems)) {
      first = match.index;
      break;
    }
  }
  const begin = first > AROUND ? text.indexOf(" ", first - AROUND) + 1 : 0;
  const end = begin + 3 * AROUND < text.length ? text.lastIndexOf(" ", begin + 3 * AROUND) : text.length;
  return `${begin ? "… " : ""}${text.slice(begin, end)}${end < text.length ? " …" : ""}`;
}

/** Answer Material: the results of a page together, its own entry among them. */
export function byPage(found, ranking, { stems, asked, ends }) {
  const { sections } = ranking;
  const pages = new Map();
  const numbers = new Map(sections.map(({ location }, number) => [location, number]));
  for (const { number, score } of found) {
    const section = sections[number];
    const page = section.location.split("#")[0];
    if (!pages.has(page)) pages.set(page, []);
    pages.get(page).push(item(section, score, ranking.terms(number, asked), stems));
  }
  for (const [page, items] of pages) {
    if (items.some(({ location }) => location === page) || !numbers.has(page)) continue;
    items.push(item(sections[numbers.get(page)], 0, {}, stems));
  }
  return { items: [...pages.values()], suggest: ends.slice(0, 1) };
}

function item({ location, title, text }, score, terms, stems) {
  return { location, title: marked(title, stems), text: excerpt(text, stems), score, terms };
}

/** Answer Zensical: one list, with the places of the words that its page marks. */
export function asList(found, { sections }, { stems }) {
  const items = found.map(({ number, score }) => {
    const matches = ["title", "text"].map((field) => {
      const ranges = [];
      for (const match of sections[number][field].matchAll(PIECE)) {
        const [start, length] = [match.index, match[0].length];
        if (isWord(match[0]) && isFound(match[0], stems)) ranges.push({ start, end: start + length, value: length });
      }
      return { field, value: { highlight: { ranges } } };
    });
    return { id: number, score, matches };
  });
  return { items, pagination: { total: items.length }, query: { select: {}, values: [] } };
}
