// What a reader types against a key, as what it is: a number, numbers in brackets, or text.
// nnbook/book/content/answers.py says the rules, and does the same; tests/answers.py has the cases of both.

const DIGITS = /^([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d{1,3}))?$/;
const THOUSANDS = /^[-+]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;
const POWER = /[*×·]10(?:\^|\*\*)\(?([-+]?\d+)\)?/g;
const CALL = /(?:np\.|numpy\.)?(?:array|float64|float32|int64)\(([^()]*)\)/g;
const WORD = /[[\]()]|[^\s[\](),;]+/g;
const FEWEST = 2, ROUNDING = 1e-9, NEAR = 0.02;

/** Read a number; "1,234" has two readings, and what is none has none. */
export function numbers(text) {
  let plain = text.replaceAll(/[\s_\u202f`$]/g, "").replaceAll("\u2212", "-").replaceAll(POWER, "e$1");
  const percent = plain.endsWith("%");
  if (percent) plain = plain.slice(0, -1);
  const readings = plain.split(",").length <= 2 ? [plain.replace(",", ".")] : [];
  if (THOUSANDS.test(plain)) readings.push(plain.replaceAll(",", ""));
  const found = readings.map(fraction).filter(Boolean);
  return percent ? found.map(({ value, half, digits }) => ({ value: value / 100, half: half / 100, digits })) : found;
}

function fraction(text) {
  const place = text.indexOf("/");
  if (place < 0) return decimal(text);
  const above = decimal(text.slice(0, place)), below = decimal(text.slice(place + 1));
  return above && below && below.value !== 0 ? { value: above.value / below.value, half: 0, digits: 0 } : null;
}

function decimal(text) {
  const match = DIGITS.exec(text);
  if (!match || !(match[2] || match[3])) return null;
  const decimals = match[3] ?? "", exponent = Number(match[4] ?? 0);
  const digits = (match[2] + decimals).replace(/^0+/, "").length;
  return { value: Number(text), half: Number(`1e${exponent - decimals.length}`) / 2, digits };
}

/** Tell whether an answer says the number of a key, which was `exact` before it was rounded, where that is known. */
export function isNumber(given, key, exact = "") {
  const shown = numbers(key).at(-1), full = numbers(exact).at(-1);
  return Boolean(shown) && numbers(given).some((number) => says(number, shown, full));
}

function says(given, shown, full) {
  const target = (full ?? shown).value;
  if (equal(given.value, target) || equal(given.value, shown.value)) return true;
  if (shown.half >= 0.5 || given.value === 0 || !shown.half) return false;
  if (given.half && given.digits < Math.min(FEWEST, shown.digits)) return false;
  if (given.digits < FEWEST && given.half > shown.half) return false; // 1 is no rounded 0.5
  const unknown = full ? 0 : shown.half;
  return Math.abs(given.value - target) <= Math.max(given.half, unknown) * (1 + ROUNDING);
}

/** Tell whether an answer differs from a number that is no count by little. */
export function isNear(given, key) {
  const shown = numbers(key).at(-1);
  if (!shown || shown.half >= 0.5) return false;
  return numbers(given).some(({ value }) => Math.abs(value - shown.value) <= NEAR * Math.abs(shown.value));
}

const equal = (a, b) => Math.abs(a - b) <= ROUNDING * Math.abs(b);

function printed(text) {
  return stripped(text).split(/\s+/).filter(Boolean).join(" ").replaceAll(/ ?([[\](),]) ?/g, "$1");
}

const stripped = (text) => text.replaceAll(/^[ `\n]+|[ `\n]+$/g, "");

/** Tell whether an answer says what a block prints; where a wrong one has its numbers, their form is asked for. */
export function isOutput(given, key, wrong = []) {
  if (printed(given) === printed(key)) return true;
  return !wrong.some((one) => sameWords(one, key)) && sameWords(given, key);
}

function sameWords(given, key) {
  const left = words(given), right = words(key);
  return left.length === right.length && left.every((word, place) => same(word, right[place]));
}

const words = (text) => stripped(text).replaceAll("\u2212", "-").replaceAll(CALL, "$1").match(WORD) ?? [];

function same(given, wanted) {
  if (given === wanted) return true;
  const a = decimal(given), b = decimal(wanted);
  return Boolean(a && b) && equal(a.value, b.value);
}
