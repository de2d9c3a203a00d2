/**
 * The part of a generated file that lets threads take parts of kernels: the same text in every such file.
 * Before it: nothing. After it: `module.ts`, `allowed.ts`.
 * Invariant: a call waits for parts that somebody has taken, and for nobody else: a thread that is not there yet, or no
 * longer, is not missed. Each part is taken once: who offers parts closes the offer before the next one is written.
 */

/** Words in the memory that threads watch; from the last one on, the values that the kernel is called with. */
const words = { ticket: 0, parts: 1, kernel: 2, done: 3, asleep: 4, failed: 5, stride: 6, values: 8 } as const

/** The low byte of a ticket is the next part; this one is none. */
const closed = 255

/** A thread that waits looks so often before it sleeps. */
const looks = 20_000

/**
 * How long a call waits for a part that somebody has taken: so many milliseconds, and so many times as long as its own
 * parts took, which are as large.
 */
const [patience, asLong] = [10_000, 20]

/** Runs the parts on offer until there are none, and gives the ticket that said so. */
const take = [
  'function takeParts(words, kernels, thread) {',
  '  for (;;) {',
  `    const ticket = Atomics.load(words, ${words.ticket})`,
  '    const part = ticket & 255',
  `    const parts = words[${words.parts}]`,
  '    if (part >= parts) return ticket',
  `    if (Atomics.compareExchange(words, ${words.ticket}, ticket, ticket + 1) !== ticket) continue`,
  `    const { run, own } = kernels[words[${words.kernel}]]`,
  '    const values = []',
  `    for (let k = 0; k < run.length - 2; k++) values.push(words[${words.values} + k])`,
  `    for (const k of own) values[k] += thread * words[${words.stride}]`,
  '    run(...values, part, parts)',
  `    Atomics.add(words, ${words.done}, 1)`,
  '  }',
  '}',
]

/** What a thread does: it takes parts, looks for new ones, sleeps. */
const work = [
  ...take,
  'function work({ module, memory, words, table, thread }) {',
  '  const imports = { m: { m: memory, r: (a, b) => a % b } }',
  '  const { exports } = new WebAssembly.Instance(module, imports)',
  '  const kernels = table.map(([name, own]) => ({ run: exports[name], own }))',
  '  try {',
  '    for (;;) {',
  '      const seen = takeParts(words, kernels, thread)',
  '      let left = ' + String(looks),
  `      while (left > 0 && Atomics.load(words, ${words.ticket}) === seen) left--`,
  '      if (left > 0) continue',
  `      Atomics.add(words, ${words.asleep}, 1)`,
  `      Atomics.wait(words, ${words.ticket}, seen)`,
  `      Atomics.sub(words, ${words.asleep}, 1)`,
  '    }',
  '  } catch {',
  `    Atomics.store(words, ${words.failed}, 1)`,
  `    Atomics.add(words, ${words.done}, 1)`,
  '  }',
  '}',
  "const node = globalThis.process?.getBuiltinModule?.('node:worker_threads')",
  'if (node !== undefined) work(node.workerData)',
  'else globalThis.onmessage = ({ data }) => work(data)',
]

/** The text; `hire` gives how to start a thread, where there can be any, and `team` how to share a kernel. */
export const threadsText: readonly string[] = [
  '// Threads: of Node, or of a page that is isolated from other origins.',
  'function hire() {',
  "  const node = globalThis.process?.getBuiltinModule?.('node:worker_threads')",
  "  if (typeof SharedArrayBuffer !== 'function') return undefined",
  '  if (node !== undefined)',
  '    return (text, data) => {',
  "      const url = new URL('data:text/javascript,' + encodeURIComponent(text))",
  '      const worker = new node.Worker(url, { workerData: data, execArgv: [] })',
  "      worker.on('error', () => undefined)",
  '      worker.unref()',
  '      return () => void worker.terminate()',
  '    }',
  "  if (globalThis.crossOriginIsolated !== true || typeof Worker !== 'function') return undefined",
  '  return (text, data) => {',
  "    const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))",
  '    const worker = new Worker(url)',
  '    worker.postMessage(data)',
  '    return () => {',
  '      worker.terminate()',
  '      URL.revokeObjectURL(url)',
  '    }',
  '  }',
  '}',
  ...take,
  'function team(start, threads, module, memory, exports, table) {',
  '  const kernels = table.map(([name, own]) => ({ run: exports[name], own }))',
  '  const most = kernels.reduce((length, { run }) => Math.max(length, run.length), 0)',
  `  const words = start && new Int32Array(new SharedArrayBuffer(4 * (${words.values} + most)))`,
  '  let ends',
  '  let isClosed = start === undefined',
  '  let offer = 0',
  '  const close = () => {',
  '    isClosed = true',
  '    for (const end of ends ?? []) end()',
  '    ends = []',
  '  }',
  '  const open = () => {',
  '    if (ends !== undefined || isClosed) return',
  '    ends = []',
  `    words[${words.ticket}] = ${closed}`,
  '    try {',
  '      for (let thread = 1; thread < threads; thread++)',
  '        ends.push(start(workText, { module, memory, words, table, thread }))',
  '    } catch {',
  '      close()',
  '    }',
  '  }',
  '  const lose = () => {',
  '    close()',
  "    fail('LBZ6010', 'a thread has ended in the middle of a call')",
  '  }',
  '  const wait = (parts, own) => {',
  '    const start = performance.now()',
  '    for (let looks = 1; ; looks++) {',
  `      const done = Atomics.load(words, ${words.done})`,
  '      if (done === parts) return',
  '      if (looks % 1024 > 0) continue',
  `      if (performance.now() - start > ${patience} + ${asLong} * own) lose()`,
  '    }',
  '  }',
  '  const share = (kernel, parts, stride, ...values) => {',
  '    open()',
  '    if (isClosed || parts === 1) return kernels[kernel].run(...values, 0, 1)',
  `    words[${words.parts}] = parts`,
  `    words[${words.kernel}] = kernel`,
  `    words[${words.done}] = 0`,
  `    words[${words.stride}] = stride`,
  `    words.set(values, ${words.values})`,
  '    offer = (offer + 1) & 0x3fffff',
  `    Atomics.store(words, ${words.ticket}, offer << 8)`,
  `    if (Atomics.load(words, ${words.asleep}) > 0) Atomics.notify(words, ${words.ticket})`,
  '    const start = performance.now()',
  '    try {',
  '      takeParts(words, kernels, 0)',
  '    } catch (error) {',
  '      close()',
  '      throw error',
  '    }',
  '    wait(parts, performance.now() - start)',
  `    Atomics.store(words, ${words.ticket}, (offer << 8) | ${closed})`,
  `    if (Atomics.load(words, ${words.failed}) > 0) lose()`,
  '  }',
  '  return { share, close }',
  '}',
  `const workText = ${JSON.stringify(work.join('\n'))}`,
]
