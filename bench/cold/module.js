/**
 * Cold start of a standalone module that was built beforehand, its weights inside.
 * Before it: `numbers.js`, a module at the path that it is given. After it: `race.ts`.
 * Invariant: nothing of leibniz is loaded.
 */
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { given, told } from './numbers.js'

const { classify } = await import(pathToFileURL(process.argv[3]).href)
told(classify({ x: given().x }).probabilities)
