// Which sections answer a query, the best first.
//
// A section is found by what it teaches (`words`, from the glossary and the front matter of its page), by its title,
// by that of its page, by its text and by its code, in this order of weight. Words that the book does not have are
// taken for the nearest that it has, and where there is none, the section answers that teaches "*": the glossary.
import { distance, fold, partsOf, saysLittle, stem, wordsOf } from "./words.js";

const TAUGHT = 12, WHOLE = 12, TITLE = 6, PAGE = 1, TEXT = 4, TOGETHER = 2; // what a full match of each is worth; WHOLE, a title of several words
const BOTH = 0.2; // of the lesser one counts where a section teaches a word and has it in its title
const BESIDE = 0.15; // of its weight has a word that says little beside others
const IN_PHRASE = 0.6; // and in what a section teaches: "not learning" is not "learning"
const LEAST = 0.08; // of the weight of a query: a word with less finds nothing by itself
const CODE = 0.3; // of what a word of the text counts does one of the code
const PART = 0.35; // how near a part of a name is to the name: xor, to xor_gate
const NEAR = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3]; // letters that may be wrong in a word, by its length

const plain = (html) => fold(html.replace(/<[^>]*>/g, " ").replace(/&(?:[a-z]+|#\d+);/g, " "));

export class Ranking {
  /** @param {object[]} sections - Each with `location`, `title`, `text` as HTML, and maybe `words` and `boost`. */
  constructor(sections) {
    this.sections = sections;
    this.postings = new Map(); // stem -> Map of section number -> [times in the text, times in the code]
    this.known = new Map(); // word -> how much it matters: 2 in a title or taught, else 1
    this.titles = [];
    this.taught = [];
    this.pairs = new Set(); // of words that stand side by side in a title, or in what is taught
    this.pages = [];
    this.texts = [];
    const titles = new Map();
    for (const [number, { location, title, text, words = [] }] of sections.entries()) {
      const page = location.split("#")[0];
      this.titles.push(this.phrase(plain(title)));
      if (!titles.has(page)) titles.set(page, this.titles[number]);
      this.pages.push(location === page ? [] : titles.get(page));
      this.taught.push(words.map((phrase) => this.phrase(fold(phrase))));
      for (const word of [...this.titles[number], ...this.taught[number].flat()]) this.post(word, number, -1);
      this.texts.push(this.readText(text, number));
    }
    this.forAll = sections.findIndex(({ words }) => words?.includes("*"));
    this.weights = new Map([...this.postings].map(([word, found]) => [word, Math.log(1 + sections.length / found.size)]));
  }

  /** Return the stems of a phrase and keep its words, for those that are spelt otherwise. */
  phrase(folded) {
    const words = wordsOf(folded);
    for (const word of words) {
      this.known.set(word, 2);
      for (const part of partsOf(word)) this.known.set(part, Math.max(1, this.known.get(part) ?? 0));
    }
    for (let at = 1; at < words.length; at++) this.pairs.add(`${words[at - 1]} ${words[at]}`);
    return words.map(stem);
  }

  post(word, number, place) {
    let found = this.postings.get(word);
    if (!found) this.postings.set(word, (found = new Map()));
    let counts = found.get(number);
    if (!counts) found.set(number, (counts = [0, 0]));
    if (place >= 0) counts[place]++;
  }

  /** Count the words of a section; return the stems of its text, in their order. */
  readText(html, number) {
    const order = [];
    for (const [index, piece] of html.split(/<pre\b[^>]*>(.*?)<\/pre>/s).entries()) {
      const isCode = index % 2;
      for (const word of wordsOf(plain(piece))) {
        if (!this.known.has(word)) this.known.set(word, 1);
        const own = stem(word);
        this.post(own, number, isCode);
        for (const part of partsOf(word)) {
          if (!this.known.has(part)) this.known.set(part, 1);
          this.post(stem(part), number, 1);
        }
        if (!isCode) order.push(own);
      }
    }
    return ` ${order.join(" ")} `;
  }

  /**
   * Find the sections that answer a query.
   * @returns {{ found: {number, score}[], asked: object[], stems: Set<string>, ends: string[] }} The best first; the
   *   words of the query; the stems that were looked for; and how the last word may go on.
   */
  find(query) {
    const asked = this.read(query);
    const total = asked.reduce((sum, { weight }) => sum + weight, 0);
    const candidates = new Set();
    for (const { near, weight } of asked) {
      if (weight < LEAST * total) continue; // who asks "what is a bias" is not answered by "is"
      for (const word of near.keys()) for (const number of this.postings.get(word).keys()) candidates.add(number);
    }
    const found = [...candidates].map((number) => ({ number, score: this.score(number, asked, total) }));
    found.sort((a, b) => b.score - a.score || a.number - b.number);
    if (!found.length && this.forAll >= 0 && asked.length) found.push({ number: this.forAll, score: 0 });
    return { found, asked, stems: new Set(asked.flatMap(({ near }) => [...near.keys()])), ends: asked.at(-1)?.ends ?? [] };
  }

  /** Say of each word of a query, or of what was taken for it, whether a section has it. */
  terms(number, asked) {
    const has = (stems) => stems.some((word) => this.postings.get(word)?.has(number));
    const terms = {};
    for (const { word, near, instead } of asked) {
      terms[word] = !instead.length && has([...near.keys()]);
      for (const other of instead) if (has([stem(other)])) terms[other] = true;
    }
    return terms;
  }

  /** Take a query apart: each word with its weight, and the words of the book that are near to it. */
  read(query) {
    let words = wordsOf(fold(query));
    words = words.flatMap((word) => (this.known.has(word) ? [word] : [partsOf(word), word].find((part) => part.length)));
    words = this.joined(words);
    const allLittle = words.every(saysLittle);
    return words.map((word, index) => {
      const isLast = index === words.length - 1;
      const { near, instead, ends } = this.near(word, isLast);
      const weight = Math.max(...[...near.keys()].map((other) => this.weights.get(other)), near.size ? 0 : 3);
      return { word, near, instead, ends, weight: weight * (saysLittle(word) && !allLittle ? BESIDE : 1) };
    });
  }

  /** Write two words as one where the book does: back propagation, soft max. */
  joined(words) {
    const found = [];
    for (const word of words) {
      const before = found.at(-1) ?? "";
      if (before && this.known.get(before + word) === 2 && !this.pairs.has(`${before} ${word}`)) {
        found[found.length - 1] = before + word;
      } else {
        found.push(word);
      }
    }
    return found;
  }

  /** Return the stems that a word may stand for, each with how near it is, from 0 to 1. */
  near(word, isLast) {
    const near = new Map(), ends = [], own = stem(word);
    const add = (other, nearness) => near.set(other, Math.max(nearness, near.get(other) ?? 0));
    if (this.postings.has(own)) add(own, 1);
    for (const part of partsOf(word)) if (this.postings.has(stem(part))) add(stem(part), PART);
    if ((isLast || !near.size) && word.length > 1) { // it may not be typed to its end
      for (const [other, matters] of this.known) {
        if (other === word || !other.startsWith(word)) continue;
        ends.push([other, matters]);
        if (stem(other) !== own) add(stem(other), (near.has(own) ? 0.2 : 0.8) * (word.length / other.length) ** 0.5);
      }
    }
    ends.sort(([a, x], [b, y]) => y - x || a.length - b.length);
    const rare = (this.postings.get(own)?.size ?? 0) < 3 && this.known.get(word) !== 2;
    const instead = rare && !ends.length ? this.misspelt(word, add, near.size > 0) : [];
    return { near, instead: near.has(own) ? [] : instead, ends: ends.map(([other]) => other) };
  }

  /** Add the nearest words that the book has; return them. */
  misspelt(word, add, isKnown) {
    const halves = this.halves(word);
    for (const half of halves) add(stem(half), 0.9);
    if (halves.length) return halves;
    let most = NEAR[Math.min(word.length, NEAR.length - 1)], best = [];
    if (isKnown) most = Math.min(most, 1);
    for (const [other, matters] of this.known) {
      if (isKnown && matters < 2) continue;
      const away = distance(word, other, most);
      if (away === 0 || away > most) continue;
      const far = away - (matters === 2 ? 0.5 : 0) - (other[0] === word[0] ? 0.25 : 0);
      if (best.length && far > best[0].far) continue;
      if (best.length && far < best[0].far) best = [];
      best.push({ other, far });
      if (!isKnown) most = Math.min(most, away + 1);
    }
    if (!best.length && !isKnown) best = this.sameBegin(word);
    for (const { other } of best) add(stem(other), 0.7);
    return best.map(({ other }) => other);
  }

  /** Cut a word in two that the book has apart, or with a hyphen between them: crossentropy. */
  halves(word) {
    for (let cut = word.length - 3; cut > 2; cut--) {
      const halves = [word.slice(0, cut), word.slice(cut)];
      if (halves.every((half) => this.known.get(half) === 2)) return halves;
    }
    return [];
  }

  /** List the words that begin as this one does for at least half of it: convolutional, if there is convolution. */
  sameBegin(word) {
    for (let length = word.length - 1; length >= Math.max(4, word.length / 2); length--) {
      const begin = word.slice(0, length);
      const found = [...this.known.keys()].filter((other) => other.startsWith(begin));
      if (found.length) return found.map((other) => ({ other }));
    }
    return [];
  }

  score(number, asked, total) {
    const { boost = 1, location } = this.sections[number];
    let text = 0, has = 0;
    for (const { near, weight } of asked) {
      let best = 0, most = 0;
      for (const [word, nearness] of near) {
        const counts = this.postings.get(word).get(number);
        if (!counts) continue;
        const times = counts[0] + CODE * counts[1];
        best = Math.max(best, (nearness * times) / (times + 2));
        most = Math.max(most, nearness);
      }
      text += weight * best;
      has += weight * most;
    }
    const covered = (has / total) ** 2;
    const taught = Math.max(0, ...this.taught[number].map((phrase) => this.match(phrase, asked, total, IN_PHRASE)));
    const order = asked.length > 1 ? ` ${asked.map(({ word }) => stem(word)).join(" ")} ` : "";
    const isQuoted = asked.length > 2 && ` ${this.titles[number].join(" ")} `.includes(order); // of a message
    const title = isQuoted ? 1 : this.match(this.titles[number], asked, total);
    const isTitle = this.titles[number].join(" ") === asked.map(({ word }) => stem(word)).join(" ");
    // A page is asked for by its name; the title of the home page is that of the book.
    if (isTitle && location && !location.includes("#")) return WHOLE + TITLE;
    const page = this.match(this.pages[number], asked, total);
    const said = [TAUGHT * taught, isTitle && order ? WHOLE : TITLE * title].sort((a, b) => b - a);
    const together = order && this.texts[number].includes(order) ? TOGETHER : 0;
    return boost * (said[0] + BOTH * said[1] + PAGE * page + covered * (TEXT * (text / total) + together));
  }

  /** Tell how much a phrase and a query are the same, from 0 to 1: what each has of the other. */
  match(phrase, asked, total, little = BESIDE) {
    if (!phrase.length) return 0;
    let ofQuery = 0;
    const met = new Map();
    for (const { near, weight } of asked) {
      let best = 0, which;
      for (const word of phrase) {
        const nearness = near.get(word) ?? 0;
        if (nearness > best) [best, which] = [nearness, word];
      }
      ofQuery += weight * best;
      if (which) met.set(which, best);
    }
    if (!met.size) return 0;
    const weigh = (word) => (this.weights.get(word) ?? 1) * (saysLittle(word) ? little : 1);
    let whole = 0, ofPhrase = 0;
    for (const word of phrase) {
      whole += weigh(word);
      ofPhrase += weigh(word) * (met.get(word) ?? 0);
    }
    return (ofQuery / total) ** 1.5 * (ofPhrase / whole) ** 0.7;
  }
}
