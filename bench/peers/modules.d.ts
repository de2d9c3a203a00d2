/**
 * What is used of the peers. They are installed only by who asks for the comparison; the types of leibniz are checked
 * without them.
 * Before it: nothing. After it: every file here.
 * Invariant: a declaration for each function that is called, and no more.
 */
declare module '@tensorflow/tfjs-core' {
  interface Tensor {
    dataSync(): Float32Array
    dispose(): void
  }
  interface Variable extends Tensor {
    readonly trainable: boolean
  }
  type Activation = 'linear' | 'relu'
  type Padding = 'same' | 'valid'
  const setBackend: (name: string) => Promise<boolean>
  const tensor: (values: Float32Array, shape: readonly number[]) => Tensor
  const tensor1d: (values: Int32Array, dtype: 'int32') => Tensor
  const variable: (initial: Tensor) => Variable
  const tidy: <A>(run: () => A) => A
  const add: (a: Tensor, b: Tensor) => Tensor
  const sub: (a: Tensor, b: Tensor) => Tensor
  const mul: (a: Tensor, b: Tensor) => Tensor
  const matMul: (a: Tensor, b: Tensor, transposeA?: boolean, transposeB?: boolean) => Tensor
  const relu: (x: Tensor) => Tensor
  const sigmoid: (x: Tensor) => Tensor
  const tanh: (x: Tensor) => Tensor
  const softmax: (x: Tensor) => Tensor
  const oneHot: (labels: Tensor, depth: number) => Tensor
  const reshape: (x: Tensor, shape: readonly number[]) => Tensor
  const transpose: (x: Tensor, axes?: readonly number[]) => Tensor
  const maxPool: (x: Tensor, size: number, strides: number, padding: Padding) => Tensor
  const losses: { softmaxCrossEntropy: (labels: Tensor, logits: Tensor) => Tensor }
  const train: {
    sgd: (rate: number) => {
      minimize(loss: () => Tensor, returnCost: true, variables: readonly Variable[]): Tensor
    }
  }
  const fused: {
    matMul: (options: {
      readonly a: Tensor
      readonly b: Tensor
      readonly transposeB?: boolean
      readonly bias?: Tensor
      readonly activation?: Activation
    }) => Tensor
    conv2d: (options: {
      readonly x: Tensor
      readonly filter: Tensor
      readonly strides: number
      readonly pad: Padding
      readonly bias: Tensor
      readonly activation: Activation
    }) => Tensor
  }
}

declare module '@tensorflow/tfjs-core/dist/index.js' {}

declare module '@tensorflow/tfjs-core/dist/register_all_gradients.js' {}

declare module '@tensorflow/tfjs-backend-cpu' {}

declare module '@tensorflow/tfjs-backend-wasm' {
  const setWasmPaths: (folder: string) => void
}

declare module 'onnxruntime-web' {
  type Element = Float32Array | Int32Array
  interface OrtTensor {
    readonly data: Element
  }
  const Tensor: new (type: 'float32' | 'int32', data: Element, dims: readonly number[]) => OrtTensor
  interface Session {
    run(feeds: Readonly<Record<string, OrtTensor>>): Promise<Readonly<Record<string, OrtTensor>>>
  }
  interface SessionOptions {
    readonly executionProviders: readonly string[]
    readonly intraOpNumThreads: number
    readonly interOpNumThreads: number
  }
  const InferenceSession: {
    create(model: Uint8Array, options: SessionOptions): Promise<Session>
  }
  const env: { readonly wasm: { numThreads: number } }
}

declare module 'onnxruntime-node' {
  export { InferenceSession, Tensor } from 'onnxruntime-web'
}

declare module '@jax-js/jax' {
  interface Jax {
    /** The array once more: every use but the last needs it. */
    readonly ref: Jax
    reshape(shape: readonly number[]): Jax
    dataSync(): Float32Array
  }
  type Operand = Jax | number
  const init: (device: string) => Promise<readonly string[]>
  const defaultDevice: (device: string) => void
  const jit: <A extends readonly Jax[], B>(f: (...given: A) => B) => (...given: A) => B
  const valueAndGrad: <A extends readonly Jax[]>(
    f: (...given: A) => Jax,
    options: { readonly argnums: readonly number[] },
  ) => (...given: A) => readonly [value: Jax, gradients: readonly Jax[]]
  const nn: {
    relu: (x: Jax) => Jax
    sigmoid: (x: Jax) => Jax
    softmax: (x: Jax, axis: number) => Jax
    logSoftmax: (x: Jax, axis: number) => Jax
    oneHot: (labels: Jax, classes: number) => Jax
  }
  const lax: { conv: (x: Jax, kernel: Jax, strides: readonly number[], padding: 'SAME') => Jax }
  const numpy: {
    array: (values: Float32Array | Int32Array, options: { readonly shape: readonly number[] }) => Jax
    add: (a: Operand, b: Operand) => Jax
    subtract: (a: Operand, b: Operand) => Jax
    multiply: (a: Operand, b: Operand) => Jax
    maximum: (a: Operand, b: Operand) => Jax
    matmul: (a: Jax, b: Jax) => Jax
    transpose: (x: Jax) => Jax
    tanh: (x: Jax) => Jax
    sum: (x: Jax) => Jax
    max: (x: Jax, axis: readonly number[]) => Jax
  }
}

declare module 'brain.js' {
  interface Layer {
    readonly weights: readonly (readonly number[])[]
    readonly biases: readonly number[]
  }
  interface Network {
    toJSON(): Readonly<Record<string, unknown>>
    fromJSON(json: Readonly<Record<string, unknown>>): Network
    initialize(): void
    toFunction(): (input: Float32Array) => readonly number[]
  }
  const brain: {
    readonly NeuralNetwork: new (options: {
      readonly inputSize: number
      readonly outputSize: number
      readonly hiddenLayers: readonly number[]
      readonly activation: 'tanh'
    }) => Network
  }
  export default brain
}
