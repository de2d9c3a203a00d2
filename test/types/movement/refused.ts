/** Movement that does not compile, each case for one mistake; at run time each is that mistake. */
import * as L from 'leibniz'
import { bool, dim, f32, i32 } from 'leibniz'
import { refuses, t } from '../check.ts'

const n = dim('n')
const m = dim('m')
const x = t(f32(n, 3))

// slice
// @ts-expect-error
refuses(L.slice({ axis: 2 })(x))
// @ts-expect-error
refuses(L.slice({ axis: -3 })(x))
// @ts-expect-error
refuses(L.slice([{ axis: 1 }, { axis: -1 }])(x))
// @ts-expect-error
refuses(L.slice({ axis: 1, step: 0 })(x))
// @ts-expect-error
refuses(L.slice({ axis: 1, start: 0.5 })(x))
// @ts-expect-error
refuses(L.slice({ axis: 0, step: 2 })(x))
// @ts-expect-error
refuses(L.slice({ axis: 0, start: -2, stop: 1 })(x))
// @ts-expect-error
refuses(L.slice({ axis: 0, start: 1, stop: -1, step: -3 })(x))

// flip, roll
// @ts-expect-error
refuses(L.flip({ axis: 2 })(x))
// @ts-expect-error
refuses(L.flip({ axis: [0, -2] })(x))
// @ts-expect-error
refuses(L.roll({ axis: 2, shift: 1 })(x))

// pad
// @ts-expect-error
refuses(L.pad({ pads: [[1, 1]] })(x))
// @ts-expect-error
refuses(L.pad({ pads: [[0, 0], [-1, 0]] })(x)) // prettier-ignore
// @ts-expect-error
refuses(L.pad({ pads: [[0, 0], [0, 0.5]] })(x)) // prettier-ignore

// split
// @ts-expect-error
refuses(L.split({ axis: 2, parts: 3 })(x)[0])
// @ts-expect-error
refuses(L.split({ axis: 1, parts: 2 })(x)[0])
// @ts-expect-error
refuses(L.split({ axis: 0, parts: 2 })(x)[0])
// @ts-expect-error
refuses(L.split({ axis: 1, parts: 0 })(x)[0])
// @ts-expect-error
refuses(L.split({ axis: 1, sizes: [1, 1] })(x)[0])
// @ts-expect-error
refuses(L.split({ axis: 0, sizes: [m] })(x)[0])

// concat, stack
// @ts-expect-error
refuses(L.concat({ axis: 0 })([x, t(f32(n, 4))]))
// @ts-expect-error
refuses(L.concat({ axis: 1 })([x, t(f32(m, 3))]))
// @ts-expect-error
refuses(L.concat({ axis: 0 })([x, t(f32(3))]))
// @ts-expect-error
refuses(L.concat({ axis: 2 })([x, x]))
// @ts-expect-error
refuses(L.concat({ axis: 0 })([x, t(i32(n, 3))]))
// @ts-expect-error
refuses(L.stack({ axis: 0 })([x, t(f32(n, 4))]))
// @ts-expect-error
refuses(L.stack({ axis: 3 })([x, x]))
// @ts-expect-error
refuses(L.stack({ axis: 0 })([t(bool(2)), t(i32(2))]))

// tile, repeat
// @ts-expect-error
refuses(L.tile({ repeats: [1, -2] })(x))
// @ts-expect-error
refuses(L.repeat({ axis: 2, times: 2 })(x))
// @ts-expect-error
refuses(L.repeat({ axis: 1, times: -2 })(x))

// axes that come, go and change places
// @ts-expect-error
refuses(L.squeeze({ axis: 1 })(x))
// @ts-expect-error
refuses(L.squeeze({ axis: [2, 0] })(t(f32(n, 1, 3))))
// @ts-expect-error
refuses(L.squeeze({ axis: 2 })(x))
// @ts-expect-error
refuses(L.squeeze({ axis: [0, 0] })(t(f32(1, 1))))
// @ts-expect-error
refuses(L.expandDims({ axis: 3 })(x))
// @ts-expect-error
refuses(L.moveAxis({ from: 2, to: 0 })(x))
// @ts-expect-error
refuses(L.moveAxis({ from: 0, to: -3 })(x))
// @ts-expect-error
refuses(L.swapAxes({ axes: [0, 2] })(x))
// @ts-expect-error
refuses(L.swapAxes({ axes: [1, -1] })(x))
// @ts-expect-error
refuses(L.flatten({ from: 2 })(x))
// @ts-expect-error
refuses(L.flatten({ from: 0, to: 2 })(x))
// @ts-expect-error
refuses(L.flatten({ from: 1, to: 0 })(x))
// @ts-expect-error
refuses(L.reshape([n, -1, 2])(x))
// @ts-expect-error
refuses(L.reshape([-1, 4])(t(f32(2, 3))))
// @ts-expect-error
refuses(L.reshape([-1, 0])(t(f32(2, 3))))
// @ts-expect-error
refuses(L.reshape([m, -1])(t(f32(2, 3))))

// matrices
// @ts-expect-error
refuses(L.tril(t(f32(3))))
// @ts-expect-error
refuses(L.triu({ diagonal: 1 })(t(f32())))
// @ts-expect-error
refuses(L.diag(t(f32(2, 3, 4))))
// @ts-expect-error
refuses(L.diag(x))
// @ts-expect-error
refuses(L.trace(t(f32(3))))
// @ts-expect-error
refuses(L.trace(t(i32(3, 3))))
