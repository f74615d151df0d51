// The elements that run Python. Only a site that carries it has this script: without, they are there to be read.
import { whenUsed } from "../core/lazy.js";
import "./nn-block.js"; // nearly every page has blocks, and their buttons are to be there once it has loaded

whenUsed({ "nn-exercise": () => import("../practice/nn-exercise.js") });
