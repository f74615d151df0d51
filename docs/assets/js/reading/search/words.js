// Words as the search compares them: small, without accents, by their stems.

const WORD = /[\p{L}\p{N}_]+/gu;
const stems = new Map();

// Words that say little; they count where a query has nothing else, and little beside others.
const LITTLE = new Set(
  ("a about an and any are as at be by can did do does for from get gets had has have how i if in into is it its me " +
    "mean means my no not of on or s so t than that the their then there these this to too use was we what when where " +
    "which who why will with you your").split(" "),
);
const FORMS = new Map([["matrices", "matrix"], ["indices", "index"], ["axes", "axis"], ["minima", "minimum"]]);

export const saysLittle = (word) => LITTLE.has(word);

/** Write a text small, without accents, and the signs of formulas as code has them: W^{[1]} and x₁ become w1 and x1. */
export function fold(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/(?<![\p{L}\p{N}_])(\p{L}{1,2})(?:\^?\{?[[(](\w)[\])]\}?|_\{(\w)\}|_(\d)(?!\w))/gu, "$1$2$3$4")
    .replace(/['’](?=s\b|t\b)/g, "")
    .toLowerCase();
}

/** List the words of a folded text. */
export const wordsOf = (folded) => folded.match(WORD) ?? [];

/** List a name's parts: softmax_derivative, dW1 and DivergenceError are looked for by these, too. */
export function partsOf(word) {
  return word.includes("_") ? word.split("_").filter(Boolean) : [];
}

/** Return what words of one family have in common: saturates, saturated and saturation are one word. */
export function stem(word) {
  let known = stems.get(word);
  if (known === undefined) stems.set(word, (known = cut(word)));
  return known;
}

function cut(word) {
  if (word.length < 4 || /[\d_]/.test(word)) return word;
  let rest = FORMS.get(word) ?? word.replace(/([iy])z(?=e|i|a)/, "$1s").replace("our", "or");
  rest = rest.replace(/ies$/, "y").replace(/(?<=s|x|z|ch|sh)es$/, "").replace(/(?<![su])s$/, "");
  rest = rest.replace(/(?<=[^aeiou]u)s$/, ""); // relus
  const ending = /(?:ations?|ating|ated|ator|ate|ing|ions?|ed|er|or|ly|e)$/.exec(rest);
  if (ending && ending.index >= (ending[0].length > 3 ? 4 : 3) && rest !== "error") rest = rest.slice(0, ending.index);
  return /([bdgmnprt])\1$/.test(rest) ? rest.slice(0, -1) : rest;
}

/** Count how many letters were left out, put in, changed or swapped; above `most` the count does not matter. */
export function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before = [], last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > most) return most + 1;
    [before, last] = [last, row];
  }
  return last[b.length];
}
