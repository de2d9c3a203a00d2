/**
 * What a fresh process predicts with: the file that it is given holds x, W1, b1, W2 and b2 one after the other.
 * Before it: nothing. After it: every script of a cold start.
 * Invariant: `told` prints the answers as one line, by which they are checked.
 */
import { readFileSync } from 'node:fs'
import process from 'node:process'

export const [pixels, hidden, classes] = [784, 128, 10]

export const given = () => {
  const { buffer, byteOffset } = readFileSync(process.argv[2])
  let at = byteOffset
  const next = (length) => {
    const numbers = new Float32Array(buffer, at, length)
    at += 4 * length
    return numbers
  }
  const [x, W1, b1] = [next(pixels), next(hidden * pixels), next(hidden)]
  return { x, W1, b1, W2: next(classes * hidden), b2: next(classes) }
}

export const told = (probabilities) => process.stdout.write(`${JSON.stringify([...probabilities])}\n`)
