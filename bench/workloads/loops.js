/**
 * The pieces of the workloads as plain loops: what one writes without a thought for the machine.
 * Before it: nothing. After it: the workloads, in single precision as a contender, in double as the reference.
 * Invariant: one sum at a time in the order of the formula, in double precision until it is stored; `Math` and nothing
 * else; no array is made.
 */

/** c[m, n] = a[m, k] · b[k, n] */
export function product(a, b, c, m, k, n) {
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0
      for (let l = 0; l < k; l++) sum += a[i * k + l] * b[l * n + j]
      c[i * n + j] = sum
    }
}

/** y[rows, out] = x[rows, in] · weight[out, in]ᵀ + bias */
export function dense(x, weight, bias, y, rows, inputs, outputs) {
  for (let row = 0; row < rows; row++)
    for (let out = 0; out < outputs; out++) {
      let sum = bias[out]
      for (let k = 0; k < inputs; k++) sum += x[row * inputs + k] * weight[out * inputs + k]
      y[row * outputs + out] = sum
    }
}

/** weight[out, in] −= rate · g[rows, out]ᵀ · x[rows, in], bias likewise: a step along the gradient of `dense`. */
export function descend(g, x, weight, bias, rate, rows, inputs, outputs) {
  for (let out = 0; out < outputs; out++) {
    let total = 0
    for (let row = 0; row < rows; row++) total += g[row * outputs + out]
    bias[out] -= rate * total
    for (let k = 0; k < inputs; k++) {
      let sum = 0
      for (let row = 0; row < rows; row++) sum += g[row * outputs + out] * x[row * inputs + k]
      weight[out * inputs + k] -= rate * sum
    }
  }
}

/** Zero where y is, elsewhere x. */
export function mask(x, y) {
  for (let k = 0; k < x.length; k++) if (!(y[k] > 0)) x[k] = 0
}

export function relu(x) {
  for (let k = 0; k < x.length; k++) x[k] = Math.max(0, x[k])
}

/** y = softmax of each row of x. */
export function softmax(x, y, rows, columns) {
  for (let row = 0; row < rows; row++) {
    const start = row * columns
    let largest = -Infinity
    for (let k = start; k < start + columns; k++) largest = Math.max(largest, x[k])
    let sum = 0
    for (let k = start; k < start + columns; k++) {
      const power = Math.exp(x[k] - largest)
      y[k] = power
      sum += power
    }
    for (let k = start; k < start + columns; k++) y[k] /= sum
  }
}

/** The mean cross-entropy of rows of scores; g becomes its gradient. */
export function crossEntropy(scores, labels, g, rows, classes) {
  let loss = 0
  for (let row = 0; row < rows; row++) {
    const start = row * classes
    let largest = -Infinity
    for (let k = start; k < start + classes; k++) largest = Math.max(largest, scores[k])
    let sum = 0
    for (let k = start; k < start + classes; k++) sum += Math.exp(scores[k] - largest)
    const log = largest + Math.log(sum)
    loss += log - scores[start + labels[row]]
    for (let k = 0; k < classes; k++)
      g[start + k] = (Math.exp(scores[start + k] - log) - (k === labels[row] ? 1 : 0)) / rows
  }
  return loss / rows
}

/** y = sigmoid(a·b + c) · tanh(a) − relu(b) */
export function chain(a, b, c, y) {
  for (let k = 0; k < y.length; k++)
    y[k] = Math.tanh(a[k]) / (1 + Math.exp(-(a[k] * b[k] + c[k]))) - Math.max(0, b[k])
}

/** y[images, out, side, side] = 3×3 windows of x[images, in, side, side], zeros beyond its border. */
export function convolve(x, kernel, bias, y, images, inputs, outputs, side) {
  let at = 0
  for (let image = 0; image < images; image++)
    for (let out = 0; out < outputs; out++)
      for (let row = 0; row < side; row++)
        for (let column = 0; column < side; column++) {
          let sum = bias[out]
          for (let map = 0; map < inputs; map++)
            for (let down = 0; down < 3; down++) {
              const i = row + down - 1
              if (i < 0 || i >= side) continue
              for (let right = 0; right < 3; right++) {
                const j = column + right - 1
                if (j < 0 || j >= side) continue
                const tap = ((out * inputs + map) * 3 + down) * 3 + right
                sum += kernel[tap] * x[((image * inputs + map) * side + i) * side + j]
              }
            }
          y[at++] = sum
        }
}

/** y[maps, ⌊side/2⌋, ⌊side/2⌋] = the largest of each 2×2 of x[maps, side, side]. */
export function pool(x, y, maps, side) {
  const half = side >> 1
  let at = 0
  for (let map = 0; map < maps; map++)
    for (let row = 0; row < half; row++)
      for (let column = 0; column < half; column++) {
        const corner = (map * side + 2 * row) * side + 2 * column
        y[at++] = Math.max(
          Math.max(x[corner], x[corner + 1]),
          Math.max(x[corner + side], x[corner + side + 1]),
        )
      }
}

/** sigmoid(W2 · tanh(W1 · x + b1) + b2) with 2, 3 and 1 neurons. */
export function tiny(x, W1, b1, W2, b2, y) {
  let sum = b2[0]
  for (let unit = 0; unit < 3; unit++)
    sum += W2[unit] * Math.tanh(W1[2 * unit] * x[0] + W1[2 * unit + 1] * x[1] + b1[unit])
  y[0] = 1 / (1 + Math.exp(-sum))
}
