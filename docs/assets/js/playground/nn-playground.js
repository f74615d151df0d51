// <nn-playground>: a network that trains with the book's own code, in the page's Python.
//
// The build gives it `data-run`, the name of a recorded run of its first state. That is what a reader sees before Python
// is there, and all that a site without Python has. In a chapter it has `state`, where it starts, written as in an
// address, and `asks`, a question and its choices between bars.
//
// What is shown is a frame of nnbook/book/run/playground.py: that of the state, whose `at` counts the steps. Where
// Python knows the state no more, it trains anew up to there, which gives the same.
import { button, h, set } from "../core/dom.js";
import { checkbox, numberControl, radios } from "../explorers/core/controls.js";
import { Explorer } from "../explorers/core/explorer.js";
import { show } from "../explorers/core/numbers.js";
import { write } from "../explorers/core/state.js";
import * as progress from "../practice/progress.js";
import { ACTIVATIONS, AMOUNTS, FIELDS, GATES, MOST_LAYERS, MOST_NEURONS, MOST_POINTS, mend, startingFrom } from "./fields.js";
import { colours, drawLosses, drawMap, drawNetwork, places } from "./pictures.js";
import { Teacher, carried, recorded } from "./teacher.js";

const SLICE = 50; // milliseconds of training between two pictures
const KEPT = 240; // frames; beyond it every second one goes
const EPOCHS = { slow: 2, fast: Infinity }; // from one picture to the next; as many as there is time for
const PAUSES = { step: 250, slow: 80, fast: 0 }; // milliseconds from one picture to the next, at least
const PAGE = new URL("../../../", import.meta.url); // the root of the site

const NAMES = {
  data: { and: "AND gate", or: "OR gate", nand: "NAND gate", xor: "XOR gate", halves: "halves", quadrants: "quadrants", circles: "disc and ring", moons: "moons", spiral: "spiral", blobs: "three clouds", flats: "flats, not scaled", drawn: "your own points", sine: "a sine (amounts)", line: "a line (amounts)" },
  start: { zero: "zero", small: "random, 0.01", xavier: "Xavier", he: "He", large: "random, 20", half: "all 0.5", three: "all 3" },
  loss: { cross_entropy: "cross-entropy", squared_error: "squared error" },
  optimizer: { sgd: "plain descent", momentum: "momentum", adam: "Adam" },
  activation: { identity: "none", sigmoid: "sigmoid", tanh: "tanh", relu: "ReLU", leaky_relu: "leaky ReLU", elu: "ELU" },
};

// Each is done where `done(state, frame)` holds.
const hidden = (state) => state.layers.reduce((sum, size) => sum + size, 0);
const CHALLENGES = [
  ["ring-in-three", "Get 95 % of the disc and the ring right with three hidden neurons.",
    (state, frame) => state.data === "circles" && state.samples >= 100 && hidden(state) <= 3 && frame.right >= 0.95],
  ["all-dead", "Make every neuron of a hidden layer die.",
    (state, { verdicts }) => verdicts.some(({ name, layer, neurons }) => name === "dead" && neurons.length === state.layers[layer - 1])],
  ["spiral-in-eight", "Get 95 % of the spiral right with eight hidden neurons.",
    (state, frame) => state.data === "spiral" && state.samples >= 100 && hidden(state) <= 8 && frame.right >= 0.95],
];

class NnPlayground extends Explorer {
  static key = "play";
  static title = "Playground";
  static fields = FIELDS;

  get fields() {
    this.own ??= startingFrom(this.getAttribute("state") ?? "");
    return this.own;
  }

  get asked() {
    return (this.getAttribute("asks") ?? "").split("|").map((text) => text.trim()).filter(Boolean);
  }

  get askedAs() {
    return `play-${location.pathname.split("/").filter(Boolean).at(-1) ?? ""}`;
  }

  check() {
    return mend(this.state);
  }

  // ---- what it consists of ----

  build() {
    this.teacher = new Teacher();
    this.frames = [];
    this.speed = "slow";
    this.playButton = button("Play", () => (this.playing ? this.pause() : this.start()), { class: "nn-play-main" });
    this.stepButton = button("One step", () => this.take(1));
    this.epochButton = button("One epoch", () => this.take(this.data?.stepsPerEpoch ?? 1, true));
    this.againButton = button("From the start", () => this.begin({}));
    this.seedButton = button("Another start", () => this.begin({ seed: (this.state.seed % 9999) + 1 }));
    this.speeds = radios("Speed", [["step", "step by step"], ["slow", "slow"], ["fast", "as fast as it can"]], (speed) => {
      this.speed = speed;
    });
    this.speeds.show(this.speed);
    this.task = h("p", { class: "nn-play-task" });
    this.news = h("p", { class: "nn-play-news" });
    this.map = h("canvas", { class: "nn-play-map", role: "img", "aria-label": "What the network answers to each place" });
    this.net = h("canvas", { class: "nn-play-net", role: "img", "aria-label": "The network" });
    this.curve = h("canvas", { class: "nn-play-curve", role: "img", "aria-label": "The losses so far" });
    this.numbers = Object.fromEntries(["epoch", "loss", "right", "gradients"].map((name) => [name, h("dd")]));
    this.line = h("input", { type: "range", min: 0, max: 0, value: 0, "aria-label": "Time: move back to what was", oninput: () => this.lookBack(Number(this.line.value)) });
    this.verdict = h("div", { class: "nn-play-verdicts" });
    this.detail = h("p", { class: "nn-play-detail" }, "Press a neuron to read its numbers; the table below has all of them.");
    this.body = h("tbody");
    this.table = h("details", { ontoggle: () => this.showTable() }, h("summary", null, "All numbers, as a table"),
      h("div", { class: "nn-play-table", tabindex: 0, role: "region", "aria-label": "The network in numbers" },
        h("table", null, h("caption", { class: "nn-unseen" }, "Each neuron with its bias and the weights of its inputs"),
          h("thead", null, h("tr", null, ...["Layer", "Neuron", "Bias", "Weights"].map((text) => h("th", { scope: "col" }, text)))), this.body)));
    this.map.addEventListener("click", (event) => this.draws(event));
    this.net.addEventListener("click", (event) => this.choose(event));
    this.notebookButton = button("As a notebook", () => this.saveNotebook());
    this.pictureButton = button("Save the picture", () => this.savePicture());
    this.linkButton = button("Copy the link", () => this.copyLink());
    this.challenges = h("ul", { class: "nn-play-challenges" });
    const term = (text, name) => [h("dt", null, text), this.numbers[name]];
    return [
      this.task,
      h("div", { class: "nn-buttons" }, this.playButton, this.stepButton, this.epochButton, this.againButton, this.seedButton),
      this.news,
      h("div", { class: "nn-play-sides" },
        h("div", null, this.map, this.makeDrawing()),
        h("div", { class: "nn-play-told" },
          h("dl", null, ...term("Epoch", "epoch"), ...term("Loss", "loss"), ...term("Right", "right"), ...term("Gradients", "gradients")),
          this.curve, this.line, this.verdict)),
      this.net,
      this.detail,
      this.speeds.element,
      this.makeSettings(),
      this.table,
      ...(this.hasAttribute("challenges") ? [h("p", { class: "nn-play-head" }, "Challenges"), this.challenges] : []),
      h("div", { class: "nn-buttons" }, this.notebookButton, this.pictureButton, this.linkButton),
    ];
  }

  makeSettings() {
    const choose = (label, name, names) => {
      const select = h("select", { onchange: () => this.begin({ [name]: select.value, ...this.fitting(name, select.value) }) },
        ...Object.entries(names).map(([value, text]) => h("option", { value }, text)));
      this.chosen[name] = select;
      return h("label", { class: "nn-play-select" }, h("span", null, label), select);
    };
    const number = (label, name, options) => {
      const control = (this.controls[name] = numberControl(label, FIELDS[name], () => {}, options));
      // Once it is typed to its end: each number begins anew, and 8 on the way to 80 is none.
      control.element.addEventListener("change", ({ target }) => {
        const value = FIELDS[name].parse(target.value);
        if (value !== undefined && value !== this.state[name]) this.begin({ [name]: value });
      });
      return control.element;
    };
    this.chosen = {};
    this.controls = {};
    this.scaled = checkbox("standardise the inputs", (on) => this.begin({ scaled: Number(on) }));
    this.layers = h("ol", { class: "nn-play-layers" });
    this.addButton = button("Add a layer", () => this.changeLayers([...this.state.layers, 4], [...this.state.activations, this.state.activations.at(-1) ?? "tanh"]));
    const open = !this.hasAttribute("state");
    return h("div", { class: "nn-play-settings" },
      h("details", { open }, h("summary", null, "Data"),
        choose("Samples of", "data", NAMES.data), number("How many", "samples", { step: 1 }), number("Noise", "noise", { step: 0.05 }),
        number("Held back, in %", "held", { step: 5 }), this.scaled.element),
      h("details", { open }, h("summary", null, "Network"), this.layers, h("div", { class: "nn-buttons" }, this.addButton)),
      h("details", { open }, h("summary", null, "Training"),
        number("Learning rate", "rate"), choose("Loss", "loss", NAMES.loss), choose("Optimizer", "optimizer", NAMES.optimizer),
        number("Momentum", "beta", { step: 0.05 }), number("Batch, 0 for all", "batch", { step: 1 }), number("L2", "l2"),
        choose("First weights", "start", NAMES.start), number("Seed", "seed", { step: 1 })));
  }

  makeDrawing() {
    this.label = 0;
    const classes = radios("New points are", [["0", "● class 0"], ["1", "■ class 1"]], (value) => {
      this.label = Number(value);
    });
    classes.show("0");
    const at = [0, 0];
    const coordinate = (name, axis) => numberControl(name, FIELDS.rate && { parse: (text) => (Math.abs(Number(text)) <= 1 && text.trim() ? Number(text) : undefined), range: "a number from -1 to 1" }, (value) => {
      at[axis] = value;
    }, { step: 0.1 });
    const fields = [coordinate("x₁", 0), coordinate("x₂", 1)];
    fields.forEach((one) => one.show(0));
    this.lessButton = button("Take the last away", () => this.begin({ points: this.state.points.slice(0, -1) }));
    this.drawing = h("div", { class: "nn-play-drawing", hidden: true }, classes.element,
      h("div", { class: "nn-buttons" }, ...fields.map(({ element }) => element), button("Add the point", () => this.addPoint(...at)),
        this.lessButton));
    return this.drawing;
  }

  // ---- where it comes and goes ----

  enter(signal) {
    super.enter(signal);
    document.addEventListener("visibilitychange", () => document.hidden && this.pause(), { signal });
    this.look = undefined;
    const again = () => {
      this.look = undefined;
      this.drawAll();
    };
    const theme = new MutationObserver(again);
    theme.observe(document.body, { attributes: true, attributeFilter: ["data-md-color-scheme"] });
    const size = new ResizeObserver(again);
    for (const canvas of [this.map, this.net, this.curve]) size.observe(canvas);
    signal.addEventListener("abort", () => {
      theme.disconnect();
      size.disconnect();
    });
    // A recorded run is fetched when the reader comes near.
    const near = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      near.disconnect();
      this.near = true;
      this.showRecord();
    }, { rootMargin: "600px" });
    near.observe(this);
    signal.addEventListener("abort", () => near.disconnect());
    if (this.hasAttribute("challenges")) progress.subscribe((items) => this.showChallenges(items), signal);
  }

  load() {
    this.fitted = undefined;
    this.frames = [];
    this.frame = this.data = undefined;
    super.load();
  }

  halt() {
    this.teacher?.giveUp();
    this.still();
  }

  /** End the playing, and leave to Python what it was asked: what is loaded of it is not thrown away. */
  still() {
    this.playing = false;
    this.showPlaying();
  }

  // ---- what the reader does ----

  /** Begin anew, with changes; what was is gone. */
  begin(changes) {
    this.still();
    this.frames = [];
    this.frame = this.data = undefined;
    Object.assign(this.state, changes);
    mend(this.state);
    this.set({ at: 0 });
    if (this.begun) this.take(0); // Python is here: show the new start
  }

  reset() {
    this.fitted = undefined;
    this.frames = [];
    this.frame = this.data = undefined;
    super.reset(); // which halts
    if (this.begun) this.take(0);
  }

  /** What else has to change for a choice; what the one before has changed is as it was, unless the reader changed it too. */
  fitting(name, value) {
    if (name !== "data") return {};
    const back = Object.fromEntries((this.fitted ?? []).filter(([name, , now]) => this.state[name] === now));
    const was = { ...this.state, ...back };
    const now = {};
    if (AMOUNTS.includes(value)) Object.assign(now, { loss: "squared_error", rate: Math.min(was.rate, 0.1) });
    if (value === "blobs" && !was.noise) now.noise = 0.25; // without any, a cloud is one point
    this.fitted = Object.entries(now).map(([name, value]) => [name, was[name], value]);
    if (value === "drawn" && !was.points.length) now.points = [[-0.5, -0.5, 0], [0.5, 0.5, 1]];
    return { ...back, ...now };
  }

  changeLayers(layers, activations) {
    this.begin({ layers, activations });
  }

  addPoint(x, y) {
    if (this.state.points.length < MOST_POINTS) this.begin({ points: [...this.state.points, [x, y, this.label]] });
  }

  draws(event) {
    if (this.state.data !== "drawn" || this.state.scaled || !this.data) return;
    const box = this.map.getBoundingClientRect(), [[left, right], [low, high]] = this.data.limits;
    const x = left + ((event.clientX - box.left) / box.width) * (right - left);
    const y = high - ((event.clientY - box.top) / box.height) * (high - low);
    const kept = [x, y].map((value) => Math.max(-1, Math.min(1, Math.round(value * 50) / 50)));
    this.addPoint(...kept);
  }

  start() {
    this.playing = true;
    this.showPlaying();
    this.run();
  }

  pause() {
    if (!this.playing) return;
    this.halt();
    this.settle();
  }

  async run() {
    const run = (this.running = {}); // another start makes another one
    if (!this.frame && this.state.at) {
      // The address leads to a step: that is what there is to see first, and at once to go on would hide it.
      const shown = await this.ask(0);
      if (this.running !== run) return;
      this.pause();
      if (shown) this.tell(`This is step ${this.state.at.toLocaleString("en")}. Press Play to go on.`);
      return;
    }
    while (this.playing && this.running === run) {
      const begun = performance.now();
      // Who wants no motion gets a picture a second, of what would have been several.
      const calm = this.speed !== "step" && matchMedia("(prefers-reduced-motion: reduce)").matches;
      const steps = this.speed === "step" ? 1 : (this.data?.stepsPerEpoch ?? 1) * EPOCHS[this.speed] * (calm ? 1000 / PAUSES.slow : 1);
      const shown = await this.ask(Math.round(Math.min(steps, 1e6)));
      if (!this.playing && this.running === run) this.settle(); // paused during the slice
      if (!shown || this.frame.ended) break;
      const rest = (calm ? 1000 : PAUSES[this.speed]) - (performance.now() - begun);
      await new Promise((done) => (rest > 16 ? setTimeout(done, rest) : requestAnimationFrame(done)));
    }
    if (this.running !== run || !this.playing) return;
    this.pause();
  }

  /** Take some steps at once, up to the end of the epoch where `whole`. */
  async take(steps, whole = false) {
    this.still();
    const per = this.data?.stepsPerEpoch ?? 1;
    await this.ask(() => (whole ? per - (this.state.at % per) : steps), 5000);
    this.settle();
  }

  /** Ask for the next frame, once the one before is there, and show it; whether there is one. */
  async ask(steps, milliseconds = SLICE) {
    const before = this.asking;
    const { promise, resolve } = waiter();
    this.asking = promise;
    await before;
    try {
      return await this.askNow(typeof steps === "function" ? steps() : steps, milliseconds);
    } finally {
      resolve();
    }
  }

  async askNow(steps, milliseconds) {
    if (!carried()) return this.replay();
    this.begun = true;
    const asked = JSON.stringify(this.state);
    let answer;
    do {
      answer = await this.teacher.ask({ state: this.state, steps, milliseconds }, "the playground", (text) => this.tell(text));
      if (JSON.stringify(this.state) !== asked || !this.isConnected) return false; // the reader has gone on
      if (answer.problem || answer.refused) {
        this.tell(answer.problem ?? `This cannot be trained: ${answer.refused}`);
        return false;
      }
      if (answer.behind) this.tell(`Training up to step ${this.state.at.toLocaleString("en")}: ${answer.count.toLocaleString("en")} …`);
    } while (answer.behind);
    this.tell("");
    this.data = answer.data;
    this.add(answer);
    return true;
  }

  /** Without Python: the next of the recorded frames. */
  replay() {
    if (!this.record) {
      this.tell("This site carries no Python, so nothing can be trained here, and this state was not recorded.");
      return false;
    }
    const next = this.record.frames.find(({ count }) => count > this.state.at);
    if (!next) {
      this.tell("This site carries no Python: the recorded run ends here.");
      return false;
    }
    this.tell("This site carries no Python: what plays is a run that was recorded when the book was made.");
    this.add(next);
    return true;
  }

  add(frame) {
    this.frames = this.frames.filter(({ count }) => count < frame.count);
    if (this.frames.length > KEPT) this.frames = this.frames.filter((_, i) => i % 2 === 0);
    this.frames.push(frame);
    this.showFrame(frame);
    this.meet();
  }

  lookBack(index) {
    if (!this.frames[index]) return;
    this.pause();
    this.showFrame(this.frames[index]);
    this.settle();
  }

  /** Keep where it is in the address, and say it, once it stands still. */
  settle() {
    clearTimeout(this.timer);
    write(NnPlayground.key, this.fields, this.state);
    this.showVerdicts();
    if (this.frame) this.say(this.summary());
    this.showTable();
  }

  // ---- what is seen ----

  refresh() {
    const { state } = this;
    for (const [name, control] of Object.entries(this.controls)) control.show(state[name]);
    for (const [name, select] of Object.entries(this.chosen)) select.value = state[name];
    for (const option of this.chosen.loss.options) option.disabled = AMOUNTS.includes(state.data) && option.value !== "squared_error";
    this.scaled.show(Boolean(state.scaled));
    this.controls.beta.element.hidden = state.optimizer !== "momentum";
    this.controls.samples.element.hidden = GATES.includes(state.data) || state.data === "drawn";
    this.controls.noise.element.hidden = ["flats", "drawn"].includes(state.data);
    this.drawing.hidden = state.data !== "drawn";
    this.lessButton.disabled = state.points.length <= 1 + (state.held > 0); // without any there are no data
    const first = state.data === FIELDS.data.initial && String(state.layers) === String(FIELDS.layers.initial);
    this.task.textContent = this.getAttribute("task")
      ?? (first ? "Press Play, and watch four neurons find the disc." : "Press Play, and watch the network learn.");
    this.showLayers();
    this.showRecord();
    this.showPlaying();
  }

  /** Before Python is here: what was recorded of this state, at its step or the next one of the record. */
  async showRecord() {
    if (this.frame) return;
    this.drawNothing();
    if (!this.near) return;
    const first = { ...this.state, at: 0 };
    const same = Object.entries(this.fields).every(([name, field]) => name === "at" || field.format(first[name]) === field.format(field.initial));
    this.record = same ? await recorded(this.dataset.run) : undefined;
    if (this.frame || !this.isConnected) return;
    if (this.record) {
      this.data = this.record.data;
      const frame = this.record.frames.find(({ count }) => count >= this.state.at);
      if (frame && (frame.count === this.state.at || !carried())) this.add(frame);
    }
    if (this.frame) return;
    const far = this.state.at ? `and trains up to step ${this.state.at.toLocaleString("en")}` : "and the training begins";
    this.tell(carried() ? `Press Play: Python is loaded, once, ${far}.` : "This site carries no Python, so nothing can be trained here.");
  }

  showLayers() {
    const { layers, activations } = this.state;
    const focus = this.layers.contains(document.activeElement) ? document.activeElement.dataset.does : undefined;
    const resize = (index, change) => () => this.changeLayers(layers.map((size, i) => (i === index ? size + change : size)), activations);
    const rows = layers.map((size, i) => {
      const select = h("select", { "data-does": `act ${i}`, "aria-label": `Activation of layer ${i + 1}`, onchange: () => this.changeLayers(layers, activations.map((name, j) => (j === i ? select.value : name))) },
        ...ACTIVATIONS.map((name) => h("option", { value: name, selected: name === activations[i] }, NAMES.activation[name])));
      return h("li", null,
        button("−", resize(i, -1), { "data-does": `less ${i}`, disabled: size === 1, "aria-label": `One neuron less in layer ${i + 1}` }),
        h("span", null, size === 1 ? "1 neuron" : `${size} neurons`),
        button("+", resize(i, 1), { "data-does": `more ${i}`, disabled: size === MOST_NEURONS, "aria-label": `One neuron more in layer ${i + 1}` }),
        select,
        button("✕", () => {
          this.changeLayers(layers.filter((_, j) => j !== i), activations.filter((_, j) => j !== i));
          this.addButton.focus();
        }, { "data-does": `gone ${i}`, "aria-label": `Take layer ${i + 1} away` }));
    });
    this.layers.replaceChildren(...(rows.length ? rows : [h("li", null, "No hidden layer: the output is a single neuron, or one for each class.")]));
    if (focus) this.layers.querySelector(`[data-does="${focus}"]`)?.focus();
    this.addButton.disabled = layers.length === MOST_LAYERS;
  }

  showPlaying() {
    this.playButton.textContent = this.playing ? "Pause" : "Play";
    const ended = Boolean(this.frame?.ended);
    for (const one of [this.playButton, this.stepButton, this.epochButton]) one.disabled = ended && !this.playing;
    for (const one of [this.copyButton, this.notebookButton]) one.disabled = !carried();
  }

  tell(text) {
    if (this.news.textContent !== text) this.news.textContent = text;
  }

  showFrame(frame) {
    this.frame = frame;
    this.state.at = frame.count;
    const both = (own, held, form) => [form(own), ...(held === null ? [] : [`${form(held)} of what is held back`])].join(", ");
    const number = (x) => (x === null ? "not finite" : show(x, 4));
    this.numbers.epoch.textContent = `${Math.floor(frame.epoch).toLocaleString("en")} · step ${frame.count.toLocaleString("en")}`;
    this.numbers.loss.textContent = frame.heldLoss === null ? number(frame.loss) : both(frame.loss, frame.heldLoss, number);
    this.numbers.right.textContent = frame.right === null ? "an amount has no right and wrong" : both(frame.right, frame.heldRight, (x) => `${Math.floor(1000 * x) / 10} %`);
    this.numbers.gradients.textContent = frame.gradients.map((x) => (x === null ? "not finite" : show(x, 2))).join(" · ");
    set(this.line, { max: this.frames.length - 1, "aria-valuetext": `step ${frame.count}` });
    this.line.value = this.frames.indexOf(frame);
    if (!this.playing) this.showPlaying();
    this.showVerdicts(this.playing);
    this.showDetail();
    this.drawAll();
  }

  drawNothing() {
    for (const canvas of [this.map, this.net, this.curve]) canvas.width = canvas.width + 0;
    set(this.map, { "aria-label": "What the network answers to each place: nothing yet" });
    set(this.line, { max: 0, "aria-valuetext": null });
    this.drawAll();
    for (const part of Object.values(this.numbers)) part.textContent = "–";
    this.verdict.replaceChildren();
  }

  drawAll() {
    this.look ??= colours(this);
    if (!this.frame || !this.data) {
      const { data, layers } = this.state;
      const sizes = [AMOUNTS.includes(data) ? 1 : 2, ...layers, data === "blobs" ? 3 : 1];
      drawNetwork(this.net, { sizes }, undefined, this.look);
      set(this.net, { "aria-label": `The network: ${sizes.join(", ")} neurons, whose weights are not drawn yet.` });
      return;
    }
    drawMap(this.map, this.data, this.frame, this.look);
    drawNetwork(this.net, this.data, this.frame, this.look, this.neuron);
    drawLosses(this.curve, this.frames, this.frame, this.look);
    set(this.map, { "aria-label": `What the network answers to each place, after step ${this.frame.count}. ${this.frame.verdicts[0].text}` });
    set(this.net, { "aria-label": `The network: ${this.data.sizes.join(", ")} neurons. The table has its numbers.` });
  }

  /** Say what is wrong, or that nothing is; while it plays, only where that is another thing than before. */
  showVerdicts(playing = false) {
    if (!this.frame) return;
    const said = this.frame.verdicts.map(({ name, fault, layer, neurons }) => [name, fault, layer, ...neurons].join()).join(";");
    if (playing && said === this.said && this.verdict.childElementCount) {
      this.frame.verdicts.forEach(({ text }, i) => (this.verdict.children[i].firstChild.data = text));
      return;
    }
    if (playing && this.said !== undefined) this.say(this.frame.verdicts.map(({ text }) => text).join(" "));
    this.said = said;
    this.verdict.replaceChildren(...this.frame.verdicts.map(({ fault, text, section }) => {
      const link = section ? [" ", h("a", { href: new URL(section, PAGE).href }, "What that is")] : [];
      return h("p", { class: fault ? "nn-play-fault" : "nn-play-fine" }, text, ...link);
    }));
  }

  choose(event) {
    if (!this.data) return;
    const box = this.net.getBoundingClientRect();
    const { at } = places(this.data.sizes, box.width, box.height);
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const all = at.flatMap((column, layer) => column.map(([u, v], neuron) => [Math.hypot(u - x, v - y), layer, neuron]));
    const [far, layer, neuron] = all.sort(([a], [b]) => a - b)[0];
    this.neuron = far < 30 && layer ? [layer, neuron] : undefined;
    this.showDetail();
    this.drawAll();
  }

  showDetail() {
    const [layer, neuron] = this.neuron ?? [];
    const row = this.frame?.weights[layer - 1]?.[neuron];
    if (!row) return;
    const own = layer === this.frame.weights.length ? "output" : `layer ${layer}, neuron`;
    this.detail.textContent = `${own} ${neuron + 1}: bias ${show(this.frame.biases[layer - 1][neuron] ?? NaN, 4)}, weights ${row.map((w) => show(w ?? NaN, 4)).join(", ")}.`;
  }

  showTable() {
    if (!this.table.open || !this.frame) return;
    const { weights, biases } = this.frame;
    const rows = weights.flatMap((layer, i) => layer.map((row, j) => h("tr", null,
      h("td", null, i + 1 === weights.length ? "output" : String(i + 1)), h("th", { scope: "row" }, String(j + 1)),
      h("td", null, show(biases[i][j] ?? NaN, 4)), h("td", null, row.map((w) => show(w ?? NaN, 4)).join(", ")))));
    this.body.replaceChildren(...rows);
  }

  // ---- what one takes along ----

  async written(kind) {
    if (!carried()) return undefined;
    this.still();
    this.begun = true;
    const answer = await this.teacher.ask({ state: this.state, write: kind }, "the playground", (text) => this.tell(text));
    this.tell(answer.problem ?? answer.refused ?? "");
    return answer.text;
  }

  python() {
    return this.written("script");
  }

  async saveNotebook() {
    const text = await this.written("notebook");
    if (text) save("network.ipynb", new Blob([text], { type: "application/x-ipynb+json" }));
  }

  savePicture() {
    if (this.frame) this.map.toBlob((blob) => save("network.png", blob));
  }

  async copyLink() {
    write(NnPlayground.key, this.fields, this.state);
    try {
      await navigator.clipboard.writeText(location.href);
      this.say("The link was copied.");
    } catch {
      this.say("The address of this page is the link.");
    }
  }

  // ---- challenges ----

  meet() {
    if (!this.hasAttribute("challenges") || !carried()) return; // a recorded run is nobody's doing
    if (!this.frame.count) return;
    const items = progress.all();
    for (const [id, , met] of CHALLENGES) {
      const isNew = !items[`challenge:${id}`]?.done; // it stays met in the next frames
      if (isNew && met(this.state, this.frame)) progress.record("challenge", id, "playground", true);
    }
  }

  showChallenges(items) {
    this.challenges.replaceChildren(...CHALLENGES.map(([id, text]) => {
      const done = items[`challenge:${id}`]?.done;
      return h("li", { class: done ? "nn-play-done" : null }, h("span", { "aria-hidden": "true" }, done ? "✓ " : "○ "), text, h("span", { class: "nn-unseen" }, done ? " Done." : " Not done yet."));
    }));
  }

  /** What a screen reader hears once the reader pauses. */
  summary() {
    if (!this.frame) return "The training starts anew.";
    const { count, loss, right, verdicts } = this.frame;
    const share = right === null ? "" : ` ${Math.floor(1000 * right) / 10} % right.`;
    return `Step ${count}: loss ${loss === null ? "not finite" : show(loss, 3)}.${share} ${verdicts.map(({ text }) => text).join(" ")}`;
  }
}

function waiter() {
  let resolve;
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}

function save(name, blob) {
  const link = h("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

customElements.define("nn-playground", NnPlayground);
