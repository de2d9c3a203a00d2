/**
 * The digits network by hand: what a careful programmer writes for these sizes and no others, in plain JavaScript.
 * Before it: nothing. After it: `contenders.ts`, which holds it against the compiled programs.
 * Invariant: the formula of `examples/digits/model.ts` and its optimiser; inner loops run through memory in its order,
 * dead units cost nothing on the way back, and no array is made but by `zeros` and `workspace`.
 */
const pixels = 64
const units = 32
const digits = 10

export const zeros = () => ({
  fc1: { weight: new Float32Array(units * pixels), bias: new Float32Array(units) },
  fc2: { weight: new Float32Array(digits * units), bias: new Float32Array(digits) },
})

/** Memory for batches of so many images. */
export const workspace = (images) => ({
  hidden: new Float32Array(images * units),
  scores: new Float32Array(images * digits),
  back: new Float32Array(units),
  gradient: zeros(),
})

/** hidden = relu(x · fc1ᵀ + bias) and scores = hidden · fc2ᵀ + bias, image by image. */
function forward(x, { fc1, fc2 }, hidden, scores) {
  const { weight: W1, bias: b1 } = fc1
  const { weight: W2, bias: b2 } = fc2
  const images = x.length / pixels
  for (let image = 0; image < images; image++) {
    const atX = image * pixels
    const atHidden = image * units
    const atScores = image * digits
    for (let unit = 0; unit < units; unit++) {
      const row = unit * pixels
      let sum = b1[unit]
      for (let k = 0; k < pixels; k++) sum += x[atX + k] * W1[row + k]
      hidden[atHidden + unit] = sum > 0 ? sum : 0
    }
    for (let digit = 0; digit < digits; digit++) {
      const row = digit * units
      let sum = b2[digit]
      for (let k = 0; k < units; k++) sum += hidden[atHidden + k] * W2[row + k]
      scores[atScores + digit] = sum
    }
  }
}

/** Scores become probabilities in place; gives the logarithm of Σ exp(score). */
function softmax(scores, start) {
  let largest = -Infinity
  for (let k = start; k < start + digits; k++) if (scores[k] > largest) largest = scores[k]
  let sum = 0
  for (let k = start; k < start + digits; k++) {
    const power = Math.exp(scores[k] - largest)
    scores[k] = power
    sum += power
  }
  for (let k = start; k < start + digits; k++) scores[k] /= sum
  return largest + Math.log(sum)
}

/** Writes the probabilities of the ten digits for each image. */
export function predict(x, params, { hidden }, probabilities) {
  forward(x, params, hidden, probabilities)
  for (let start = 0; start < probabilities.length; start += digits) softmax(probabilities, start)
}

function clear({ fc1, fc2 }) {
  fc1.weight.fill(0)
  fc1.bias.fill(0)
  fc2.weight.fill(0)
  fc2.bias.fill(0)
}

/** Adds what one image says to the gradient; `scores` holds the cotangents of the scores. */
function backward(x, { fc2 }, { hidden, scores, back, gradient }, image) {
  const { weight: W2 } = fc2
  const { weight: dW1, bias: db1 } = gradient.fc1
  const { weight: dW2, bias: db2 } = gradient.fc2
  const atX = image * pixels
  const atHidden = image * units
  const atScores = image * digits
  back.fill(0)
  for (let digit = 0; digit < digits; digit++) {
    const d = scores[atScores + digit]
    const row = digit * units
    db2[digit] += d
    for (let k = 0; k < units; k++) {
      dW2[row + k] += d * hidden[atHidden + k]
      back[k] += d * W2[row + k]
    }
  }
  for (let unit = 0; unit < units; unit++) {
    if (hidden[atHidden + unit] > 0) {
      const d = back[unit]
      const row = unit * pixels
      db1[unit] += d
      for (let k = 0; k < pixels; k++) dW1[row + k] += d * x[atX + k]
    }
  }
}

function move(w, v, g, { rate, momentum, weightDecay }) {
  for (let k = 0; k < w.length; k++) {
    const velocity = momentum * v[k] + g[k] + weightDecay * w[k]
    v[k] = velocity
    w[k] -= rate * velocity
  }
}

/** One step of momentum on the mean cross-entropy, over the parameters and velocities given; gives the loss. */
export function step(x, y, params, velocity, settings, work) {
  const { scores, gradient } = work
  const images = y.length
  clear(gradient)
  forward(x, params, work.hidden, scores)
  let loss = 0
  for (let image = 0; image < images; image++) {
    const start = image * digits
    const truth = start + y[image]
    const score = scores[truth]
    loss += softmax(scores, start) - score
    scores[truth] -= 1
    for (let k = start; k < start + digits; k++) scores[k] /= images
    backward(x, params, work, image)
  }
  move(params.fc1.weight, velocity.fc1.weight, gradient.fc1.weight, settings)
  move(params.fc1.bias, velocity.fc1.bias, gradient.fc1.bias, settings)
  move(params.fc2.weight, velocity.fc2.weight, gradient.fc2.weight, settings)
  move(params.fc2.bias, velocity.fc2.bias, gradient.fc2.bias, settings)
  return loss / images
}
