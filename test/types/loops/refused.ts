/** Loops that do not compile. */
import * as L from 'leibniz'
import { f32 } from 'leibniz'
import { refuses, t } from '../check.ts'

// @ts-expect-error
refuses(L.scan({ carry: t(f32(4)), xs: t(f32()) }, (h) => ({ carry: h })).carry)
// @ts-expect-error
refuses(L.scan({ carry: t(f32(4)), xs: { a: t(f32(3, 2)), b: t(f32(4, 2)) } }, (h) => ({ carry: h })).carry)
