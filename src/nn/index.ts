/**
 * The namespace `nn`: layers, initial values, penalties, metrics.
 * Before it: the files named below. After it: models, through `src/index.ts`.
 * Invariant: everything here is made of operations; a layer holds no parameters and no state.
 */
export { selfAttention } from './attend.ts'
export type { AttentionParameters, SelfAttentionOptions } from './attend.ts'
export { residual, sequential } from './compose.ts'
export type { PartsOf } from './compose.ts'
export { conv1d, conv2d, embedding, prelu } from './convolve.ts'
export type { ConvOptions, ConvParameters, EmbeddingOptions, PreluOptions } from './convolve.ts'
export { linear, maxout } from './dense.ts'
export type { LinearOptions, LinearParameters, MaxoutOptions, MaxoutParameters } from './dense.ts'
export {
  heNormal,
  heUniform,
  initialise,
  normal,
  ones,
  uniform,
  xavierNormal,
  xavierUniform,
  zeros,
} from './initialise.ts'
export type { Initial, Initialiser, NormalOptions } from './initialise.ts'
export { layer } from './Layer.ts'
export type { Layer } from './Layer.ts'
export { accuracy, confusionMatrix, precision, recall } from './metrics.ts'
export type { ConfusionOptions } from './metrics.ts'
export { dropout, noise } from './noise.ts'
export type { DropoutOptions, NoiseOptions } from './noise.ts'
export { batchNorm, layerNorm } from './normalise.ts'
export type {
  BatchNormLayer,
  BatchNormLayerOptions,
  LayerNormOptions,
  Running,
  ScaleParameters,
  Trained,
} from './normalise.ts'
export { l1, l2 } from './penalties.ts'
export { gru, lstm, rnn } from './recurrent.ts'
export type { Cell, Recurrent, RecurrentParameters } from './recurrent.ts'
