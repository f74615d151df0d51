// The rules for all JavaScript of ours. `.ci/eslint/run` copies this file to where its packages are.
import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    languageOptions: { ecmaVersion: 2024, sourceType: "module" },
    rules: {
      "array-callback-return": "error",
      "default-param-last": "error",
      "eqeqeq": "error",
      "no-implicit-globals": "error",
      "no-param-reassign": "error",
      "no-unused-expressions": ["error", { allowShortCircuit: true }],
      "no-unused-vars": "error",
      "no-use-before-define": ["error", { functions: false, classes: false, variables: false }],
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
    },
  },
  {
    files: ["docs/assets/js/**"],
    ignores: ["docs/assets/js/run/worker.js"],
    languageOptions: { globals: globals.browser },
  },
  {
    // An element is found by nobody: it makes itself alive, and looks for its own parts within itself.
    files: ["docs/assets/js/{core,explorers,practice,run}/**"],
    rules: {
      "no-restricted-properties": [
        "error",
        ...["querySelector", "querySelectorAll", "getElementById", "getElementsByClassName"].map((property) => ({
          object: "document",
          property,
          message: "An element looks within itself: this.querySelector.",
        })),
      ],
      "no-restricted-globals": ["error", { name: "document$", message: "connectedCallback tells when a page has come." }],
    },
  },
  {
    // They complete what Material makes, and hear of its pages.
    files: ["docs/assets/js/{access,offline,print,target}.js", "docs/assets/js/reading/{contents,copy,marks}.js"],
    languageOptions: { sourceType: "script", globals: { document$: "readonly" } },
    rules: { "no-implicit-globals": "off" },
  },
  { files: ["docs/assets/js/{offline,reading/contents,reading/copy,reading/marks}.js"], languageOptions: { sourceType: "module" } },
  { files: ["docs/assets/js/run/worker.js"], languageOptions: { globals: globals.worker } },
  { files: ["nnbook/book/site/browser/editor/**"], languageOptions: { globals: globals.browser } },
  { files: ["nnbook/book/site/browser/snapshot.mjs"], languageOptions: { globals: globals.node } },
  {
    // The build puts the files of the site and its version into their places.
    files: ["nnbook/book/site/browser/sw.js"],
    languageOptions: { sourceType: "script", globals: { ...globals.serviceworker, __FILES__: "readonly" } },
    rules: { "no-implicit-globals": "off" },
  },
];
