/**
 * A value passed through functions, one after the other: how networks are written.
 * Before it: nothing. After it: models.
 * Invariant: `pipe(x, f, g)` is g(f(x)).
 */

type Fn<A, B> = (a: A) => B

/** One row a length: twenty functions, which inference takes one by one; longer pipes nest. */
// prettier-ignore
interface Pipe {
  <A>(a: A): A
  <A, B>(a: A, ab: Fn<A, B>): B
  <A, B, C>(a: A, ab: Fn<A, B>, bc: Fn<B, C>): C
  <A, B, C, D>(a: A, ab: Fn<A, B>, bc: Fn<B, C>, cd: Fn<C, D>): D
  <A, B, C, D, E>(a: A, ab: Fn<A, B>, bc: Fn<B, C>, cd: Fn<C, D>, de: Fn<D, E>): E
  <A, B, C, D, E, F>(a: A, ab: Fn<A, B>, bc: Fn<B, C>, cd: Fn<C, D>, de: Fn<D, E>, ef: Fn<E, F>): F
  <A, B, C, D, E, F, G>(a: A, ab: Fn<A, B>, bc: Fn<B, C>, cd: Fn<C, D>, de: Fn<D, E>, ef: Fn<E, F>, fg: Fn<F, G>): G
  <A, B, C, D, E, F, G, H>(a: A, ab: Fn<A, B>, bc: Fn<B, C>, cd: Fn<C, D>, de: Fn<D, E>, ef: Fn<E, F>, fg: Fn<F, G>, gh: Fn<G, H>): H
  <A, B, C, D, E, F, G, H, I>(a: A, ab: Fn<A, B>, bc: Fn<B, C>, cd: Fn<C, D>, de: Fn<D, E>, ef: Fn<E, F>, fg: Fn<F, G>, gh: Fn<G, H>, hi: Fn<H, I>): I
  <A, B, C, D, E, F, G, H, I, J>(a: A, ab: Fn<A, B>, bc: Fn<B, C>, cd: Fn<C, D>, de: Fn<D, E>, ef: Fn<E, F>, fg: Fn<F, G>, gh: Fn<G, H>, hi: Fn<H, I>, ij: Fn<I, J>): J
  <A, B, C, D, E, F, G, H, I, J, K>(a: A, ab: Fn<A, B>, bc: Fn<B, C>, cd: Fn<C, D>, de: Fn<D, E>, ef: Fn<E, F>, fg: Fn<F, G>, gh: Fn<G, H>, hi: Fn<H, I>, ij: Fn<I, J>, jk: Fn<J, K>): K
  <A, B, C, D, E, F, G, H, I, J, K, L>(a: A, ab: Fn<A, B>, bc: Fn<B, C>, cd: Fn<C, D>, de: Fn<D, E>, ef: Fn<E, F>, fg: Fn<F, G>, gh: Fn<G, H>, hi: Fn<H, I>, ij: Fn<I, J>, jk: Fn<J, K>, kl: Fn<K, L>): L
  <A, B, C, D, E, F, G, H, I, J, K, L, M>(a: A, ab: Fn<A, B>, bc: Fn<B, C>, cd: Fn<C, D>, de: Fn<D, E>, ef: Fn<E, F>, fg: Fn<F, G>, gh: Fn<G, H>, hi: Fn<H, I>, ij: Fn<I, J>, jk: Fn<J, K>, kl: Fn<K, L>, lm: Fn<L, M>): M
  <A, B, C, D, E, F, G, H, I, J, K, L, M, N>(a: A, ab: Fn<A, B>, bc: Fn<B, C>, cd: Fn<C, D>, de: Fn<D, E>, ef: Fn<E, F>, fg: Fn<F, G>, gh: Fn<G, H>, hi: Fn<H, I>, ij: Fn<I, J>, jk: Fn<J, K>, kl: Fn<K, L>, lm: Fn<L, M>, mn: Fn<M, N>): N
  <A, B, C, D, E, F, G, H, I, J, K, L, M, N, O>(a: A, ab: Fn<A, B>, bc: Fn<B, C>, cd: Fn<C, D>, de: Fn<D, E>, ef: Fn<E, F>, fg: Fn<F, G>, gh: Fn<G, H>, hi: Fn<H, I>, ij: Fn<I, J>, jk: Fn<J, K>, kl: Fn<K, L>, lm: Fn<L, M>, mn: Fn<M, N>, no: Fn<N, O>): O
  <A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P>(a: A, ab: Fn<A, B>, bc: Fn<B, C>, cd: Fn<C, D>, de: Fn<D, E>, ef: Fn<E, F>, fg: Fn<F, G>, gh: Fn<G, H>, hi: Fn<H, I>, ij: Fn<I, J>, jk: Fn<J, K>, kl: Fn<K, L>, lm: Fn<L, M>, mn: Fn<M, N>, no: Fn<N, O>, op: Fn<O, P>): P
  <A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q>(a: A, ab: Fn<A, B>, bc: Fn<B, C>, cd: Fn<C, D>, de: Fn<D, E>, ef: Fn<E, F>, fg: Fn<F, G>, gh: Fn<G, H>, hi: Fn<H, I>, ij: Fn<I, J>, jk: Fn<J, K>, kl: Fn<K, L>, lm: Fn<L, M>, mn: Fn<M, N>, no: Fn<N, O>, op: Fn<O, P>, pq: Fn<P, Q>): Q
  <A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R>(a: A, ab: Fn<A, B>, bc: Fn<B, C>, cd: Fn<C, D>, de: Fn<D, E>, ef: Fn<E, F>, fg: Fn<F, G>, gh: Fn<G, H>, hi: Fn<H, I>, ij: Fn<I, J>, jk: Fn<J, K>, kl: Fn<K, L>, lm: Fn<L, M>, mn: Fn<M, N>, no: Fn<N, O>, op: Fn<O, P>, pq: Fn<P, Q>, qr: Fn<Q, R>): R
  <A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S>(a: A, ab: Fn<A, B>, bc: Fn<B, C>, cd: Fn<C, D>, de: Fn<D, E>, ef: Fn<E, F>, fg: Fn<F, G>, gh: Fn<G, H>, hi: Fn<H, I>, ij: Fn<I, J>, jk: Fn<J, K>, kl: Fn<K, L>, lm: Fn<L, M>, mn: Fn<M, N>, no: Fn<N, O>, op: Fn<O, P>, pq: Fn<P, Q>, qr: Fn<Q, R>, rs: Fn<R, S>): S
  <A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T>(a: A, ab: Fn<A, B>, bc: Fn<B, C>, cd: Fn<C, D>, de: Fn<D, E>, ef: Fn<E, F>, fg: Fn<F, G>, gh: Fn<G, H>, hi: Fn<H, I>, ij: Fn<I, J>, jk: Fn<J, K>, kl: Fn<K, L>, lm: Fn<L, M>, mn: Fn<M, N>, no: Fn<N, O>, op: Fn<O, P>, pq: Fn<P, Q>, qr: Fn<Q, R>, rs: Fn<R, S>, st: Fn<S, T>): T
  <A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T, U>(a: A, ab: Fn<A, B>, bc: Fn<B, C>, cd: Fn<C, D>, de: Fn<D, E>, ef: Fn<E, F>, fg: Fn<F, G>, gh: Fn<G, H>, hi: Fn<H, I>, ij: Fn<I, J>, jk: Fn<J, K>, kl: Fn<K, L>, lm: Fn<L, M>, mn: Fn<M, N>, no: Fn<N, O>, op: Fn<O, P>, pq: Fn<P, Q>, qr: Fn<Q, R>, rs: Fn<R, S>, st: Fn<S, T>, tu: Fn<T, U>): U
}

/**
 * The value passed through the functions, from left to right.
 *
 * @example
 * pipe(3, (n) => n + 1, String) // '4'
 */
export const pipe: Pipe = (value: unknown, ...steps: readonly Fn<never, unknown>[]) =>
  steps.reduce((result, step) => step(result as never), value) as never
