/* eslint no-control-regex: "off" -- they are what this is about */
// What a terminal shows of what a program writes, while it writes: the rule of nnbook/book/results/terminal.py, by
// which the build shows output. A bar that is drawn over itself stands there once, on its last step.

const CONTROL = /[\x00-\x09\x0b-\x1f\x7f-\x9f]/;
const TEXT = /[^\x00-\x1f\x7f-\x9f]+/uy;
const SEQUENCE = /(?:\x1b\[|\x9b)([0-9;]*)([@-ln-~])|\x1b([78cDEHM])/y;
// What changes no text: titles, pictures, colours, modes, and signs that nobody sees.
const MUTE = new RegExp(
  [
    String.raw`(?:\x1b\]|\x9d)[^\n\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?`,
    String.raw`(?:\x1b[PX^_]|[\x90\x98\x9e\x9f])[^\x1b\x9c]*(?:\x1b\\|\x9c)?`,
    String.raw`(?:\x1b\[|\x9b)(?![0-9;]*[@-ln-~])[0-?]*[ -\/]*[@-~]?`,
    String.raw`\x1b(?![\[78cDEHM])[ -\/]*[0-~]?`,
    String.raw`[\x00-\x07\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9a\x9c]`,
  ].join("|"),
  "y",
);
const BEGUN = /(?:\x1b|\x9b|\x9d|\x90)[^\n\x07\x1b\x9b]{0,999}$/; // a sequence that the next part may end

const NARROW = /^[\p{Mn}\p{Me}\u200b-\u200f\u2060-\u2064\ufeff]$/u;
const WIDE = new RegExp(
  String.raw`^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]`
    + String.raw`|[\u{20000}-\u{3fffd}]|\p{Emoji_Presentation})$`,
  "u",
);

// How far a program can move the cursor where there is no text: it asks for column 9999 to find the last one.
const COLUMNS = 256, LINES = 24;
const INSERT = 4; // the mode in which a sign moves what is to the right of it

export class Terminal {
  #screen = null; // made by the first control character: nearly all output is plain
  #plain = "";
  #begun = "";
  #ended = false;

  /**
   * Write a part of the output.
   *
   * @returns {?string} what stands behind what was there, or null where that has changed: see text()
   */
  write(part) {
    if (!this.#screen) {
      if (!CONTROL.test(part)) {
        this.#plain += part;
        return part;
      }
      this.#screen = new Screen();
      this.#feed(this.#plain);
    }
    this.#feed(part);
    return null;
  }

  /** All that the terminal shows. */
  text() {
    if (!this.#screen) return this.#plain;
    const shown = this.#screen.lines();
    while (shown.length && !shown.at(-1)) shown.pop();
    return shown.join("\n") + (this.#ended && shown.length ? "\n" : "");
  }

  #feed(part) {
    const text = (this.#begun + part).replaceAll("\x85", "\n");
    this.#begun = "";
    let place = 0;
    const match = (pattern) => {
      pattern.lastIndex = place;
      const found = pattern.exec(text);
      if (found) place = pattern.lastIndex;
      return found;
    };
    while (place < text.length) {
      const rest = BEGUN.exec(text.slice(place));
      if (rest?.index === 0 && !ends(rest[0])) {
        this.#begun = rest[0];
        break;
      }
      const found = match(TEXT);
      if (found) {
        this.#screen.draw(found[0]);
        this.#ended = false;
        continue;
      }
      const sequence = match(SEQUENCE);
      if (sequence) {
        this.#screen.obey(sequence[2] ?? `esc${sequence[3]}`, numbers(sequence[1]));
        this.#ended = false;
      } else if (!match(MUTE)) {
        const sign = text[place++];
        this.#screen.obey(sign, []);
        this.#ended = sign === "\n";
      }
    }
  }
}

/** Whether a sequence is complete. */
function ends(text) {
  if (/^\x1b(?![[\]PX^_])/.test(text)) return /^\x1b[ -/]*[^ -/]/.test(text);
  if (/^(?:\x1b\[|\x9b)/.test(text)) return /^(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]/.test(text);
  return /\x07|\x9c/.test(text);
}

function numbers(text) {
  return (text ?? "").split(";").map((number) => Math.min(Number(number), 9999));
}

/** Cut a text into cells: a sign with its marks, and behind one that is two columns wide an empty text. */
function cellsOf(text) {
  if (/^[\x20-\x7e]*$/.test(text)) return [...text];
  const cells = [];
  for (const sign of text) {
    if (cells.length && NARROW.test(sign)) cells[cells.length - (cells.at(-1) ? 1 : 2)] += sign;
    else cells.push(sign, ...(WIDE.test(sign) ? [""] : []));
  }
  return cells;
}

const hasNoWidth = (text) => [...text].every((sign) => NARROW.test(sign));

/** Put cells in the place of others; of a wide sign that is cut in two, nothing is left. */
function replace(row, start, end, cells) {
  if (start < row.length && !row[start]) row[start - 1] = " ";
  if (end < row.length && !row[end]) row[end] = " ";
  row.splice(start, end - start, ...cells);
}

/** A terminal that grows with its text, so that nothing wraps and nothing scrolls away. */
class Screen {
  constructor() {
    this.reset();
  }

  reset() {
    this.rows = new Map();
    this.height = 1;
    this.x = this.y = 0;
    this.saved = [0, 0];
    this.inserts = false;
  }

  lines() {
    return Array.from({ length: this.height }, (_, y) => (this.rows.get(y) ?? []).join("").replace(/ +$/, ""));
  }

  draw(text) {
    const row = this.#row(), cells = cellsOf(text);
    while (row.length < this.x) row.push(" ");
    if (hasNoWidth(cells[0])) {
      if (this.x) row[this.x - (row[this.x - 1] ? 1 : 2)] += cells.shift();
      else if (cells.length > 1) cells.splice(0, 2, cells[0] + cells[1]);
      else {
        row.splice(0, 1, ...cells);
        return;
      }
    } else if (!this.x && row.length && hasNoWidth(row[0])) cells[0] = row[0] + cells[0];
    const end = this.x + cells.length;
    replace(row, this.x, this.inserts ? this.x : Math.min(end, row.length), cells);
    this.x = end;
  }

  /** Do what a control character or a sequence asks for; what is not here changes nothing. */
  obey(name, [first = 0, second = 0]) {
    const count = first || 1;
    const bottom = () => Math.max(LINES, this.height) - 1;
    const acts = {
      "\b": () => { this.x = Math.max(0, this.x - 1); },
      "\t": () => { this.x += 8 - (this.x % 8); },
      "\n": () => this.#move(0, this.y + 1),
      "\v": () => this.#move(0, this.y + 1),
      "\f": () => this.#move(0, this.y + 1),
      "\r": () => { this.x = 0; },
      esc7: () => { this.saved = [this.x, this.y]; },
      esc8: () => this.#move(this.saved[0], Math.min(this.saved[1], bottom())),
      escc: () => this.reset(),
      escD: () => this.#move(this.x, this.y + 1),
      escE: () => this.#move(0, this.y + 1),
      escM: () => (this.y ? this.#move(this.x, this.y - 1) : this.#shift(1)),
      "@": () => this.#insert(count),
      A: () => this.#move(this.x, Math.max(0, this.y - count)),
      B: () => this.#move(this.x, Math.min(this.y + count, bottom())),
      C: () => { this.x = Math.max(this.x, this.#within(this.x + count)); },
      D: () => { this.x = Math.max(0, this.x - count); },
      E: () => this.#move(0, Math.min(this.y + count, bottom())),
      F: () => this.#move(0, Math.max(0, this.y - count)),
      G: () => { this.x = this.#within(count - 1); },
      H: () => this.#move((second || 1) - 1, Math.min(count - 1, bottom())),
      J: () => this.#eraseDisplay(first),
      K: () => this.#eraseLine(first),
      L: () => { this.#shift(Math.min(count, LINES)); this.x = 0; },
      M: () => { this.#shift(-count); this.x = 0; },
      P: () => this.#erase(this.x, this.x + count, ""),
      X: () => this.#erase(this.x, this.x + count, " "),
      d: () => this.#move(this.x, Math.min(count - 1, bottom())),
      h: () => { this.inserts ||= first === INSERT || second === INSERT; },
      l: () => { this.inserts &&= !(first === INSERT || second === INSERT); },
    };
    Object.assign(acts, { a: acts.C, e: acts.B, f: acts.H, "`": acts.G, "'": acts.G });
    acts[name]?.();
  }

  #row() {
    if (!this.rows.has(this.y)) this.rows.set(this.y, []);
    return this.rows.get(this.y);
  }

  #within(x) {
    return Math.min(x, Math.max(COLUMNS - 1, this.rows.get(this.y)?.length ?? 0));
  }

  #move(x, y) {
    this.y = y;
    this.x = this.#within(x);
    this.height = Math.max(this.height, y + 1);
  }

  #insert(count) {
    const row = this.#row(), { length } = row;
    if (this.x >= length) return;
    replace(row, this.x, this.x, Array(Math.min(count, COLUMNS)).fill(" "));
    row.length = Math.min(row.length, Math.max(length, COLUMNS));
  }

  /** Move the cursor's row and all below it down, or up over what is there where `count` is negative. */
  #shift(count) {
    const below = [...this.rows].filter(([y]) => y >= this.y && y < this.height);
    for (const [y] of below) this.rows.delete(y);
    for (const [y, row] of below) if (y + count >= this.y) this.rows.set(y + count, row);
    if (below.length) this.height = Math.max(this.height + count, this.y + 1);
  }

  #eraseLine(how) {
    if (how === 1) this.#erase(0, this.x + 1, " ");
    else this.#erase(how === 2 ? 0 : this.x, this.#row().length, "");
  }

  #eraseDisplay(how) {
    if (how === 2 || how === 3) {
      this.rows.clear();
      this.height = this.y + 1;
      return;
    }
    this.#eraseLine(how);
    for (const y of [...this.rows.keys()]) if (how === 1 ? y < this.y : y > this.y) this.rows.delete(y);
    if (how !== 1) this.height = this.y + 1;
  }

  #erase(start, end, by) {
    const row = this.#row(), last = Math.min(end, row.length);
    if (start < last) replace(row, start, last, by ? Array(last - start).fill(by) : []);
  }
}
