/**
 * The families of workloads: what a library that knows nothing of leibniz needs to compute one.
 * Before it: nothing. After it: `Workload.ts`, `../peers`.
 * Invariant: matrices are row by row, weights are [out, in], images are [batch, channels, height, width].
 */
type Named<K extends string> = Readonly<Record<K, Float32Array>>

/** The numbers of two layers, from x: h = relu(x·W1ᵀ + b1), then h·W2ᵀ + b2. */
export interface Layers {
  readonly batch: number
  readonly pixels: number
  readonly hidden: number
  readonly classes: number
  readonly inputs: Named<'x' | 'W1' | 'b1' | 'W2' | 'b2'>
}

/** probabilities = softmax of two layers. */
export interface Mlp extends Layers {
  readonly kind: 'mlp'
}

/** One step of gradient descent on the mean cross-entropy of two layers: loss, and W1, b1, W2, b2 in place. */
export interface Training extends Layers {
  readonly kind: 'training'
  readonly labels: Int32Array
  readonly rate: number
}

/** s = W2 · max(0, W1 · x), with a batch of columns. */
export interface Columns {
  readonly kind: 'columns'
  readonly batch: number
  readonly pixels: number
  readonly hidden: number
  readonly classes: number
  readonly inputs: Named<'x' | 'W1' | 'W2'>
}

/** c = a · b, all n×n. */
export interface Product {
  readonly kind: 'product'
  readonly n: number
  readonly inputs: Named<'a' | 'b'>
}

/** y = sigmoid(a·b + c) · tanh(a) − relu(b), one by one. */
export interface Chain {
  readonly kind: 'chain'
  readonly n: number
  readonly inputs: Named<'a' | 'b' | 'c'>
}

/** y = softmax of each row of x. */
export interface Rows {
  readonly kind: 'rows'
  readonly rows: number
  readonly columns: number
  readonly inputs: Named<'x'>
}

/** scores of: 3×3 convolution to `maps[0]`, relu, pool 2, 3×3 convolution to `maps[1]`, relu, pool 2, dense. Borders padded. */
export interface Convolutions {
  readonly kind: 'convolutions'
  readonly batch: number
  readonly side: number
  readonly maps: readonly [number, number]
  readonly classes: number
  readonly inputs: Named<'x' | 'K1' | 'b1' | 'K2' | 'b2' | 'W' | 'b'>
}

/** y = sigmoid(W2 · tanh(W1 · x + b1) + b2), with 2, 3 and 1 neurons. */
export interface Tiny {
  readonly kind: 'tiny'
  readonly inputs: Named<'x' | 'W1' | 'b1' | 'W2' | 'b2'>
}

export type Problem = Mlp | Training | Columns | Product | Chain | Rows | Convolutions | Tiny
