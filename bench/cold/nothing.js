/**
 * A process that does nothing but read the numbers and answer: what every cold start is held against.
 * Before it: `numbers.js`. After it: `race.ts`.
 * Invariant: it answers, so that it has printed as much as the others.
 */
import { classes, given, told } from './numbers.js'

told(given().x.subarray(0, classes))
