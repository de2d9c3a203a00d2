/** Loops and custom tensors that compile, each with the type that it has. */
import * as L from 'leibniz'
import { dim, f32 } from 'leibniz'
import type { Extent, Tensor } from 'leibniz'
import { gives, t } from '../check.ts'

const n = dim('n')

const cell = L.scan({ carry: t(f32(4)), xs: t(f32(7, 3)) }, (h, x) => ({
  carry: L.tanh(L.add(h, L.sum(x))),
  out: L.square(x),
}))
gives(f32(4))(cell.carry)
gives(f32(7, 3))(cell.out)

const records = L.scan(
  { carry: { h: t(f32(n, 2)), c: t(f32()) }, xs: { a: t(f32(n, 5)), b: t(f32(n)) }, reverse: true },
  ({ h, c }, { a, b }) => ({
    carry: { h: L.mul(h, b), c: L.add(c, L.sum(a)) },
    out: { sum: L.sum(a), a },
  }),
)
gives(f32(n, 2))(records.carry.h)
gives(f32())(records.carry.c)
gives(f32(n))(records.out.sum)
gives(f32(n, 5))(records.out.a)

gives(f32(3))(L.scan({ carry: t(f32(3)), steps: 10 }, (h) => ({ carry: L.tanh(h) })).carry)
gives(f32(10))(L.scan({ carry: t(f32(3)), steps: 10 }, (h) => ({ carry: L.tanh(h), out: L.sum(h) })).out)

/** Generic in the number of turns and in the sizes. */
const rnn = <T extends Extent, H extends Extent>(
  W: Tensor<readonly [H, H]>,
  h: Tensor<readonly [H]>,
  xs: Tensor<readonly [T, H]>,
) =>
  L.scan({ carry: h, xs }, (state, x) => {
    const next = L.tanh(L.add(L.matmul(W, state), x))
    return { carry: next, out: next }
  })
gives(f32(5, 4))(rnn(t(f32(4, 4)), t(f32(4)), t(f32(5, 4))).out)
gives(f32(4))(rnn(t(f32(4, 4)), t(f32(4)), t(f32(5, 4))).carry)

gives(f32(2))(L.checkpoint((x: Tensor<readonly [2]>) => L.tanh(x))(t(f32(2))))
gives(f32(2))(
  L.customDerivative(
    (x: Tensor<readonly [2]>) => L.tanh(x),
    (g) => [g],
  )(t(f32(2))),
)
