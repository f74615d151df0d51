// The editor of a block: CodeMirror with Python, history and brackets, in the colours of the site.
// `python -m nnbook.book.site.browser.runtime` bundles this file; nothing loads it before the first Edit.
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import {
  bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting,
} from "@codemirror/language";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { StyleModule } from "style-mod";

// CodeMirror writes its styles into an element, which the site's policy forbids: a sheet that a script makes is allowed.
const mounted = new Set();
StyleModule.mount = (root, modules) => {
  for (const module of [modules].flat()) {
    if (mounted.has(module)) continue;
    mounted.add(module);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(module.getRules());
    document.adoptedStyleSheets.push(sheet);
  }
};

// Material's variables change with the palette, so the editor follows the theme by itself.
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.bool, tags.null], color: "var(--md-code-hl-keyword-color)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--md-code-hl-string-color)" },
  { tag: tags.number, color: "var(--md-code-hl-number-color)" },
  { tag: tags.comment, color: "var(--md-code-hl-comment-color)" },
  { tag: [tags.function(tags.variableName), tags.className], color: "var(--md-code-hl-function-color)" },
]);

const look = EditorView.theme({
  "&": { backgroundColor: "transparent", fontSize: "inherit" },
  "&.cm-focused": { outline: "2px solid var(--nn-accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--md-code-font-family, monospace)", lineHeight: "inherit" },
  ".cm-content": { caretColor: "var(--md-code-fg-color)", padding: "var(--nn-editor-padding, 0.77em 0)" },
  ".cm-line": { padding: "0 1.18em" },
  ".cm-cursor": { borderLeftColor: "var(--md-code-fg-color)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--nn-accent) 25%, transparent)",
  },
  ".cm-matchingBracket": { backgroundColor: "color-mix(in srgb, var(--nn-accent) 25%, transparent)" },
});

/**
 * Put an editor into `parent`.
 *
 * Tab indents, so Escape and then Tab leaves the editor: CodeMirror's own convention.
 *
 * @param {Element} parent
 * @param {string} code
 * @param {{label: string, run: () => void, change: (code: string) => void}} options
 * @returns {{focus: () => void, destroy: () => void}}
 */
export function openEditor(parent, code, { label, run, change }) {
  const runKeys = ["Ctrl-Enter", "Cmd-Enter", "Shift-Enter"].map((key) => ({ key, run: () => (run(), true) }));
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: code,
      extensions: [
        Prec.highest(keymap.of(runKeys)),
        keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
        history(), drawSelection(), bracketMatching(), indentOnInput(),
        indentUnit.of("    "), EditorState.tabSize.of(4),
        python(), syntaxHighlighting(colours), look,
        EditorView.contentAttributes.of({ "aria-label": label }),
        EditorView.updateListener.of((update) => update.docChanged && change(update.state.doc.toString())),
      ],
    }),
  });
}
