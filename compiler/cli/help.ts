/**
 * What `--help` says beyond the flags.
 * Before it: `pipeline.ts`. After it: `main.ts`.
 * Invariant: the list of passes is the pipeline's own; every example runs.
 */
import { passes } from '../pipeline.ts'
import { exits as exitCodes } from './Failure.ts'

const lines = (...text: readonly string[]): string => `\n${text.join('\n')}`

const trust = 'A model is code: it runs with your rights. Load none that you would not run.'

export const description = `Formulas in, specialised loops out.\n${trust}`

const command = (summary: string, ...more: readonly string[]) => ({
  summary,
  description: `${summary}\n${trust}`,
  more: lines(...more),
})

const width = Math.max(...passes.map(({ name }) => name.length))

export const exits = lines(
  'Exit codes:',
  ...exitCodes.map(({ code, meaning }) => `  ${String(code).padStart(2)}  ${meaning}`),
)

export const build = command(
  'Write one standalone module, with its declarations, for each program that a model exports.',
  'Examples:',
  '  leibniz build model.ts                     # out/classify.js and out/classify.d.ts, for an export classify',
  '  leibniz build model.ts --out modules       # in another folder',
  '  leibniz build model.ts --target wasm       # kernels in WebAssembly, in lanes of four numbers',
  '  leibniz build model.ts --stop-after fuse   # what fuse made of each program',
  '',
  'Passes, in order:',
  ...passes.map(({ name, purpose }) => `  ${name.padEnd(width)}  ${purpose}`),
)

export const explain = command(
  "Show the derivation of each program's gradients, or the page of an error code.",
  'Examples:',
  '  leibniz explain model.ts                      # which rule, at which node, why this transpose, why this sum',
  '  leibniz explain model.ts --wrt W1 --seed 1    # one gradient, with numbers, and differences beside the exact ones',
  '  leibniz explain model.ts --program loss --at data.json --format markdown',
  "  leibniz explain --formula 'W2 · max(0, W1 · x)' --input x:3072 --input W1:100x3072 --input W2:10x100",
  '  leibniz explain model.ts --program loss --wrt W1 --format html > loss.html',
  '  leibniz explain model.ts --trace-nan --at data.json',
  '  leibniz explain model.ts --health --seed 1',
  "  leibniz explain --formula '2*sigmoid(2*x) - 1' --input x --rewrite real",
  '  leibniz explain LBZ1002                       # what the code means and what to do',
)

export const inspect = command(
  'Count the layers, neurons and weights of each program that a model exports; list its kernels and buffers.',
  'Examples:',
  '  leibniz inspect model.ts                  # as tables',
  '  leibniz inspect model.ts --json           # as data',
  '  leibniz inspect model.ts --data x,y       # these inputs are data, the others parameters',
  '  leibniz inspect model.ts --parameters W   # this input is a parameter, the others are data',
  '  leibniz inspect model.ts --wat            # the instructions of its kernels in WebAssembly',
  '  leibniz inspect model.ts --time --target wasm --size batch=64   # where the time of a call goes',
  '',
  'What is data and what a parameter follows from what was differentiated by; else from records, which hold',
  'parameters where data stand outside; else from sizes that vary, which data have; else from the products.',
  '',
  '--time calls each kernel many times and prints its least time; the operations on floats (+ − · / √ min max, and',
  'each term of a sum, product, minimum or maximum) and the bytes that it has to read and write, counted from its',
  'loops; and the share that it reaches of what one core can do in lanes of four, measured in the same run: the time',
  'of so much arithmetic, or of reading so many bytes, whichever is longer. JavaScript has no lanes: a quarter of the',
  'arithmetic is the most there. Checks, copies in and copies out have lines of their own.',
)
