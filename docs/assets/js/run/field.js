// Where a reader writes code: a plain field, which works at once, and in its place the editor, where the site has one.
import { h } from "../core/dom.js";

const EDITOR = new URL("../../python/editor.js", import.meta.url);

const NEAR = "400px"; // from the window: there the editor is fetched

/** Call `act()` once when an element comes near: a reader who passes by need not load an editor. */
export function whenNear(element, act, signal) {
  const near = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    near.disconnect();
    act();
  }, { rootMargin: NEAR });
  near.observe(element);
  signal.addEventListener("abort", () => near.disconnect());
}

export class Field {
  /**
   * Put a plain field into `place`.
   *
   * @param {Element} place
   * @param {string} code
   * @param {{label: string, run: () => void, change?: (code: string) => void}} options
   */
  constructor(place, code, { label, run, change }) {
    this.place = place;
    this.code = code;
    this.label = label;
    this.run = run;
    this.change = change;
    this.plain = h("textarea", {
      class: "nn-field", spellcheck: "false", wrap: "off", autocapitalize: "off", "aria-label": label,
      oninput: () => this.changed(this.plain.value),
      onkeydown: (event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey || event.shiftKey)) return;
        event.preventDefault();
        run();
      },
      oncompositionstart: () => { this.composing = true; },
      oncompositionend: () => { this.composing = false; },
    });
    this.plain.value = code;
    this.fit();
    place.append(this.plain);
    this.plain.setSelectionRange(0, 0); // the browser would scroll to the end
  }

  fit() {
    this.plain.rows = this.plain.value.split("\n").length;
  }

  changed(code) {
    this.code = code;
    if (!this.editor) this.fit();
    this.change?.(code);
  }

  /** Replace the plain field by the editor, once, with what was written into it and the cursor where it was. */
  upgrade() {
    this.upgraded ??= this.openEditor();
    return this.upgraded;
  }

  async openEditor() {
    let openEditor;
    try {
      ({ openEditor } = await import(EDITOR));
    } catch {
      // the field stays, and does all that is needed
    }
    if (!openEditor || this.ended) return;
    if (this.composing) await new Promise((end) => this.plain.addEventListener("compositionend", end, { once: true }));
    const focused = document.activeElement === this.plain;
    const anchor = this.plain.selectionStart;
    const height = this.place.offsetHeight;
    this.editor = openEditor(this.place, this.code, {
      label: `${this.label} Escape, then Tab, leaves the editor.`,
      run: this.run,
      change: (code) => this.changed(code),
    });
    this.editor.contentDOM.tabIndex = 0; // for tools that do not know what contenteditable means
    this.plain.remove();
    this.place.style.minHeight = `${height}px`;
    if (!focused) return;
    this.editor.dispatch({ selection: { anchor } });
    this.editor.focus();
  }

  /** Write other code; in the editor this is an edit, which can be undone. */
  replace(code) {
    if (this.editor) this.editor.dispatch({ changes: { from: 0, to: this.code.length, insert: code } });
    else {
      this.plain.value = code;
      this.changed(code);
    }
  }

  focus() {
    (this.editor ?? this.plain).focus();
  }

  remove() {
    this.ended = true;
    this.editor?.destroy();
    this.place.remove();
  }
}
