/**
 * How a quantity grows with a size.
 * Before it: nothing. After it: `compiling.ts`, `curves.ts`.
 * Invariant: the exponent of a power is that power, whatever its factor.
 */
export type Point = readonly [size: number, value: number]

const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length

/** The exponent p of the power law value = c·sizeᵖ that fits best. */
export const exponent = (points: readonly Point[]): number => {
  const logs = points.map(([size, value]) => [Math.log(size), Math.log(value)] as const)
  const x0 = mean(logs.map(([x]) => x))
  const y0 = mean(logs.map(([, y]) => y))
  return mean(logs.map(([x, y]) => (x - x0) * (y - y0))) / mean(logs.map(([x]) => (x - x0) ** 2))
}
