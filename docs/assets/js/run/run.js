// The elements that run Python. Only a site that carries it has this script: without, they are there to be read.
import { whenUsed } from "../core/lazy.js";

whenUsed({
  "nn-block": () => import("./nn-block.js"),
  "nn-exercise": () => import("../practice/nn-exercise.js"),
});
