// What is drawn of a network: the map of its answers with the samples, the network itself, and its losses.

const CLASSES = ["--nn-blue", "--nn-orange", "--nn-green"];
const STRONG = 0.62; // of a class's colour, where the answer is sure

/** The bytes of a text in base 64. */
export const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

// How far ahead each byte says that a class is, in units of the exponent: with a share of 255 steps a sure answer would
// be 0 or 255 everywhere, and the border between them a staircase.
const AHEAD = Array.from({ length: 256 }, (_, byte) => {
  const part = (byte - 127.5) / 127.5;
  return part / Math.max(1 - Math.abs(part), 0.001);
});

/** The shares of the classes at each place, from 0 to 255; of two classes that of the second. */
function shares(maps, unit) {
  if (maps.length === 1) return maps.map((map) => Float32Array.from(map, (byte) => 255 / (1 + Math.exp(-unit * AHEAD[byte]))));
  const found = maps.map((map) => new Float32Array(map.length));
  for (let i = 0; i < maps[0].length; i++) {
    const weights = maps.map((map) => Math.exp(Math.min(unit * AHEAD[map[i]], 0))); // to that of the likeliest
    const sum = weights.reduce((a, b) => a + b);
    weights.forEach((weight, k) => (found[k][i] = (255 * weight) / sum));
  }
  return found;
}

/** The colours of the theme, as [red, green, blue]. */
export function colours(element) {
  const style = getComputedStyle(element);
  const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const of = (name) => {
    probe.fillStyle = style.getPropertyValue(name).trim();
    probe.fillRect(0, 0, 1, 1);
    return [...probe.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  return { paper: of("--nn-paper"), ink: of("--nn-ink"), muted: of("--nn-muted"), classes: CLASSES.map(of) };
}

const css = ([r, g, b], alpha = 1) => `rgb(${r} ${g} ${b} / ${alpha})`;
const mixed = (from, to, part) => from.map((x, i) => x + (to[i] - x) * part);

/** Make a canvas as sharp as the screen, and give its context, in CSS pixels. */
function ready(canvas, width, height) {
  const scale = Math.min(devicePixelRatio || 1, 3);
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const context = canvas.getContext("2d");
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** Make a small picture of shades, each from 0, the first colour, over the paper at the middle to 255. */
function shaded(shades, width, { paper, classes }) {
  const height = shades.length / width;
  const image = new ImageData(width, height);
  const table = Array.from({ length: 256 }, (_, shade) => {
    const far = (shade - 127.5) / 127.5;
    return mixed(paper, classes[far < 0 ? 0 : 1], STRONG * Math.abs(far));
  });
  shades.forEach((shade, i) => image.data.set([...table[Math.round(shade)], 255], 4 * i));
  return still(image);
}

/** Make a small picture of several classes: the colour of the likeliest, the stronger the farther it is ahead. */
function shadedClasses(maps, width, { paper, classes }) {
  const image = new ImageData(width, maps[0].length / width);
  for (let i = 0; i < maps[0].length; i++) {
    const values = maps.map((map) => map[i]);
    const [second, first] = [...values].sort((a, b) => a - b).slice(-2);
    const colour = mixed(paper, classes[values.indexOf(first)], STRONG * Math.min(1, 0.15 + (first - second) / 255));
    image.data.set([...colour, 255], 4 * i);
  }
  return still(image);
}

function still(image) {
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

/** Follow where values on a square grid go through zero, by marching squares; places count cells. */
function border(context, values, width, x, y) {
  context.beginPath();
  for (let j = 0; j + 1 < width; j++) {
    for (let i = 0; i + 1 < width; i++) {
      const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
      const found = [];
      for (let side = 0; side < 4; side++) {
        const [a, b] = [corners[side], corners[(side + 1) % 4]];
        const [u, v] = [values[a[1] * width + a[0]], values[b[1] * width + b[0]]];
        if (u > 0 === v > 0) continue;
        const t = u / (u - v);
        found.push([x(a[0] + t * (b[0] - a[0])), y(a[1] + t * (b[1] - a[1]))]);
      }
      for (let k = 0; k + 1 < found.length; k += 2) {
        context.moveTo(...found[k]);
        context.lineTo(...found[k + 1]);
      }
    }
  }
  context.stroke();
}

/** Draw a sample: a circle, a square or a triangle by its class; hollow where it is held back. */
function mark(context, x, y, label, radius) {
  context.beginPath();
  if (label === 0) context.arc(x, y, radius, 0, 2 * Math.PI);
  else if (label === 1) context.rect(x - radius * 0.9, y - radius * 0.9, 1.8 * radius, 1.8 * radius);
  else {
    context.moveTo(x, y - 1.2 * radius);
    context.lineTo(x + 1.1 * radius, y + 0.8 * radius);
    context.lineTo(x - 1.1 * radius, y + 0.8 * radius);
    context.closePath();
  }
}

/** Draw what the network answers to every place, and the samples. */
export function drawMap(canvas, data, frame, look) {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width) return;
  const context = ready(canvas, width, height);
  const [[left, right], [low, high]] = data.limits;
  const x = (value) => ((value - left) / (right - left)) * width;
  const y = (value) => ((high - value) / (high - low)) * height;
  context.imageSmoothingEnabled = true;
  if (frame.map) {
    const n = data.grid, maps = frame.map.map(bytes), cell = [width / (n - 1), height / (n - 1)];
    const parts = shares(maps, frame.unit);
    const small = parts.length === 1 ? shaded(parts[0], n, look) : shadedClasses(parts, n, look);
    // The grid's places are the middles of its cells, the outer ones on the edge.
    context.drawImage(small, -cell[0] / 2, -cell[1] / 2, n * cell[0], n * cell[1]);
    context.strokeStyle = css(look.ink);
    context.lineWidth = 1.5;
    const range = Math.max(...maps[0]) - Math.min(...maps[0]);
    const borders = maps.length === 1 ? maps : maps.slice(1);
    // Where the answer is the same everywhere, rounding would draw a border of its own.
    const values = range > 8 ? borders.map((map) => Array.from(map, (byte) => AHEAD[byte])) : [];
    for (const each of values) border(context, each, n, (i) => i * cell[0], (j) => j * cell[1]);
  }
  const radius = data.points[0].length > 150 ? 3 : data.points[0].length > 20 ? 4 : 6;
  for (const [points, held] of [[data.points, false], [data.held, true]]) {
    if (!points.length) continue;
    const amounts = points.length === 2; // an input and an output
    points[0].forEach((value, i) => {
      const label = amounts ? 0 : points[2][i];
      mark(context, x(value), y(points[1][i]), label, radius);
      context.lineWidth = held ? 1.6 : 1;
      context.strokeStyle = held ? css(look.classes[label]) : css(look.paper);
      context.fillStyle = css(held ? look.paper : look.classes[label]);
      context.fill();
      context.stroke();
    });
  }
  if (frame.curve) {
    context.strokeStyle = css(look.classes[1]);
    context.lineWidth = 3;
    context.beginPath();
    frame.curve.forEach((value, i) => {
      if (value !== null) context.lineTo((i / (frame.curve.length - 1)) * width, y(value));
    });
    context.stroke();
  }
}

/** Where the neurons of a network are: [layer][neuron] to its middle, and how large each of a layer is. */
export function places(sizes, width, height) {
  const wide = sizes.map((count) => Math.max(9, Math.min(34, height / count - 6, width / sizes.length / 1.7)));
  const first = wide[0] / 2 + 4, last = width - wide.at(-1) / 2 - 4;
  const column = (layer) => first + (layer / (sizes.length - 1)) * (last - first);
  return { wide, at: sizes.map((count, layer) => Array.from({ length: count }, (_, i) => [column(layer), (height * (i + 0.5)) / count])) };
}

/**
 * Draw the network: a line for each weight, the thicker the larger, dashed where it is negative; a map for each neuron.
 * Without a frame, thin lines and empty boxes.
 */
export function drawNetwork(canvas, data, frame, look, chosen) {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width) return;
  const context = ready(canvas, width, height);
  const { wide, at } = places(data.sizes, width, height);
  const line = (layer, from, to) => {
    context.beginPath();
    context.moveTo(at[layer][from][0] + wide[layer] / 2, at[layer][from][1]);
    context.lineTo(at[layer + 1][to][0] - wide[layer + 1] / 2, at[layer + 1][to][1]);
    context.stroke();
  };
  if (!frame) {
    context.strokeStyle = css(look.muted, 0.35);
    context.lineWidth = 1;
    for (let layer = 0; layer + 1 < at.length; layer++) at[layer].forEach((_, from) => at[layer + 1].forEach((_, to) => line(layer, from, to)));
  }
  frame?.weights.forEach((rows, layer) => {
    const most = Math.max(1, ...rows.flat().map((w) => Math.abs(w ?? 0)));
    rows.forEach((row, to) => row.forEach((w, from) => {
      const strength = Math.abs(w ?? 0) / most;
      if (strength < 0.02) return;
      const own = chosen && ((chosen[0] === layer + 1 && chosen[1] === to) || (chosen[0] === layer && chosen[1] === from));
      context.strokeStyle = css(look.classes[w < 0 ? 0 : 1], chosen && !own ? 0.15 : 0.35 + 0.65 * strength);
      context.lineWidth = 0.6 + 3.4 * strength;
      context.setLineDash(w < 0 ? [5, 4] : []);
      line(layer, from, to);
    }));
  });
  context.setLineDash([]);
  const outputs = frame?.map && shares(frame.map.map(bytes), frame.unit);
  let number = 0;
  at.forEach((column, layer) => column.forEach(([x, y], neuron) => {
    const size = wide[layer];
    const box = [x - size / 2, y - size / 2, size, size];
    context.fillStyle = css(look.paper);
    context.fillRect(...box);
    const hidden = layer > 0 && layer < at.length - 1;
    let small;
    if (hidden && frame) small = shaded(bytes(frame.neurons[number++]), data.coarse, look);
    else if (layer && outputs) small = shaded(outputs[neuron], data.grid, look);
    if (small) context.drawImage(small, ...box);
    context.strokeStyle = css(look.ink, hidden || layer ? 1 : 0.6);
    context.lineWidth = chosen?.[0] === layer && chosen[1] === neuron ? 3 : 1;
    context.strokeRect(...box);
    if (!layer) {
      context.fillStyle = css(look.ink);
      context.font = `${Math.max(9, Math.min(14, size * 0.45))}px sans-serif`;
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.fillText(data.sizes[0] === 1 ? "x" : `x${"₁₂"[neuron]}`, x, y);
      return;
    }
    if (!frame) return;
    // The bias: a bar from the middle of the lower edge, to the right where it is positive.
    const bias = frame.biases[layer - 1][neuron] ?? 0;
    context.fillStyle = css(look.classes[bias < 0 ? 0 : 1]);
    context.fillRect(x, y + size / 2 + 1, (size / 2) * Math.tanh(bias / 2), 3);
  }));
}

/** Draw the losses so far: a line for what is learned, a dashed one for what is held back, a dot where one is. */
export function drawLosses(canvas, frames, shown, look) {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width) return;
  const context = ready(canvas, width, height);
  const last = Math.max(1, frames.at(-1)?.count ?? 1);
  const all = frames.flatMap(({ loss, heldLoss }) => [loss, heldLoss]).filter(Number.isFinite);
  const most = all.length ? [...all].sort((a, b) => a - b)[Math.floor(0.98 * (all.length - 1))] * 1.1 || 1 : 1;
  const x = (count) => 4 + (count / last) * (width - 8);
  const y = (loss) => 4 + (1 - Math.min(1, loss / most)) * (height - 8);
  context.strokeStyle = css(look.muted, 0.6);
  context.strokeRect(0.5, 0.5, width - 1, height - 1);
  for (const [name, colour, dash] of [["heldLoss", look.classes[1], [5, 4]], ["loss", look.classes[0], []]]) {
    context.beginPath();
    for (const frame of frames) if (Number.isFinite(frame[name])) context.lineTo(x(frame.count), y(frame[name]));
    context.strokeStyle = css(colour);
    context.lineWidth = 2;
    context.setLineDash(dash);
    context.stroke();
  }
  context.setLineDash([]);
  if (!Number.isFinite(shown?.loss)) return;
  context.fillStyle = css(look.ink);
  context.beginPath();
  context.arc(x(shown.count), y(shown.loss), 3.5, 0, 2 * Math.PI);
  context.fill();
}
