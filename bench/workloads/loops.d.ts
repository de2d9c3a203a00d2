/**
 * The types of `loops.js`.
 */
import type { Numbers } from './Workload.ts'

export const product: (a: Numbers, b: Numbers, c: Numbers, m: number, k: number, n: number) => void
export const dense: (
  x: Numbers,
  weight: Numbers,
  bias: Numbers,
  y: Numbers,
  rows: number,
  inputs: number,
  outputs: number,
) => void
export const descend: (
  g: Numbers,
  x: Numbers,
  weight: Numbers,
  bias: Numbers,
  rate: number,
  rows: number,
  inputs: number,
  outputs: number,
) => void
export const mask: (x: Numbers, y: Numbers) => void
export const relu: (x: Numbers) => void
export const softmax: (x: Numbers, y: Numbers, rows: number, columns: number) => void
export const crossEntropy: (
  scores: Numbers,
  labels: Int32Array,
  g: Numbers,
  rows: number,
  classes: number,
) => number
export const chain: (a: Numbers, b: Numbers, c: Numbers, y: Numbers) => void
export const convolve: (
  x: Numbers,
  kernel: Numbers,
  bias: Numbers,
  y: Numbers,
  images: number,
  inputs: number,
  outputs: number,
  side: number,
) => void
export const pool: (x: Numbers, y: Numbers, maps: number, side: number) => void
export const tiny: (x: Numbers, W1: Numbers, b1: Numbers, W2: Numbers, b2: Numbers, y: Numbers) => void
