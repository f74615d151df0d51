// nnbook/perceptron.py for two inputs, one sample at a time, so that every step can be shown.
// A test holds each update against it.

export const step = (z) => (z > 0 ? 1 : 0);

export const weightedSum = ([w1, w2], bias, [x1, x2]) => x1 * w1 + x2 * w2 + bias;

export class Training {
  // samples: [{inputs: [x1, x2], target: 0 or 1}, …]
  constructor(samples, rate, [w1, w2, bias]) {
    Object.assign(this, { samples, rate, weights: [w1, w2], bias });
    this.seen = 0; // samples looked at, in all epochs
    this.mistakes = []; // in each epoch; the last may be unfinished
    this.looks = []; // what happened in the last epoch
    this.starts = new Map([[this.parameters(), 1]]); // the epoch that began with these weights
    // [first, next]: epoch `next` begins with exactly the weights of epoch `first`, so all repeats for ever
    this.cycle = undefined;
  }

  parameters() {
    return [...this.weights, this.bias].join(" "); // text of a number is exact in JavaScript
  }

  // An epoch without a mistake ends the training, as in the library.
  get converged() {
    return this.epochEnded && this.mistakes.at(-1) === 0;
  }

  get epochEnded() {
    return this.seen > 0 && this.seen % this.samples.length === 0;
  }

  // Look at the next sample and learn from it.
  look() {
    const index = this.seen % this.samples.length;
    if (index === 0) {
      this.mistakes.push(0);
      this.looks = [];
    }
    const { inputs, target } = this.samples[index];
    const before = [...this.weights, this.bias];
    const sum = weightedSum(this.weights, this.bias, inputs);
    const answer = step(sum);
    const error = target - answer;
    if (error !== 0) {
      this.weights = this.weights.map((w, i) => w + this.rate * error * inputs[i]);
      this.bias += this.rate * error;
      this.mistakes[this.mistakes.length - 1] += 1;
    }
    this.seen += 1;
    const look = { index, inputs, target, before, sum, answer, error, after: [...this.weights, this.bias] };
    this.looks.push(look);
    if (this.epochEnded && !this.converged) this.compareStarts();
    return look;
  }

  compareStarts() {
    const now = this.parameters(), next = this.mistakes.length + 1;
    if (this.starts.has(now)) this.cycle ??= [this.starts.get(now), next];
    else this.starts.set(now, next);
  }
}
