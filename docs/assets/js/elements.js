// The elements of every site, by their tags. Those that need Python in the browser are in run/run.js.
// A new explorer is a line here, a name in nnbook/book/page/explorers.py, and explorers/<tag>.js.
import { whenUsed } from "./core/lazy.js";
import * as storage from "./core/storage.js";
import "./reading/contents.js";
import "./reading/copy.js";
import "./reading/palette.js";

whenUsed({
  "nn-code": () => import("./reading/nn-code.js"),
  "nn-missing": () => import("./reading/nn-missing.js"),
  "nn-predict": () => import("./practice/nn-predict.js"),
  "nn-rebuild": () => import("./practice/nn-rebuild.js"),
  "nn-steps": () => import("./run/nn-steps.js"),
  "nn-question": () => import("./practice/nn-question.js"),
  "nn-faded": () => import("./practice/nn-faded.js"),
  "nn-today": () => import("./practice/nn-today.js"),
  "nn-mixture": () => import("./practice/nn-mixture.js"),
  "nn-solved": () => import("./practice/nn-solved.js"),
  "nn-overview": () => import("./practice/nn-overview.js"),
  "secant-explorer": () => import("./explorers/secant-explorer.js"),
  "activation-explorer": () => import("./explorers/activation-explorer.js"),
  "perceptron-trainer": () => import("./explorers/perceptron-trainer.js"),
  "descent-explorer": () => import("./explorers/descent-explorer.js"),
  "nn-playground": () => import("./playground/nn-playground.js"),
  "backprop-inspector": () => import("./explorers/backprop-inspector.js"),
});

// The navigation says what is solved once anything is: before, or where nothing can be, no page asks for it.
const mark = () => import("./reading/marks.js").catch((error) => console.error(error));
if (storage.read("nnbook.progress") !== null) mark();
else addEventListener("nn-answered", mark, { once: true });
