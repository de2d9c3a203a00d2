/**
 * onnxruntime, in WebAssembly and native, on one thread.
 * Before it: `Recipes.ts`, `models.ts`. After it: `../entries.ts`.
 * Invariant: both are given the same models; numbers go in and come out as tensors made for the call.
 */
import type * as Ort from 'onnxruntime-web'
import { awaiting } from '../Engine.ts'
import type { Engine, Work } from '../Engine.ts'
import type { Workload } from '../workloads/Workload.ts'
import { columnsModel, convolutionsModel, f32, fixed, mlpModel, node, trainingModel } from './models.ts'
import { encode } from './onnx.ts'
import type { Model } from './onnx.ts'
import { follow } from './Recipes.ts'
import type { Recipes } from './Recipes.ts'

type Library = Pick<typeof Ort, 'InferenceSession' | 'Tensor'>
type Arrays = Readonly<Record<string, Float32Array | Int32Array>>

const recipesOf = (library: Library, provider: 'wasm' | 'cpu'): Recipes => {
  const opened = (model: Model): Promise<Ort.Session> =>
    library.InferenceSession.create(encode(model), {
      executionProviders: [provider],
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
    })

  /** One run on arrays by the names of the model's inputs. */
  const fed = async (session: Ort.Session, { inputs }: Model, arrays: Arrays) => {
    const feeds: Record<string, Ort.OrtTensor> = {}
    for (const [name, { dims }] of Object.entries(inputs)) {
      const data = arrays[name]
      if (data === undefined) throw new Error(`nothing is given for ${name}`)
      feeds[name] = new library.Tensor(data instanceof Float32Array ? 'float32' : 'int32', data, dims)
    }
    return session.run(feeds)
  }

  const inference = async (model: Model, given: Arrays, workload: Workload): Promise<Work> => {
    const session = await opened(model)
    const name = Object.keys(model.outputs)[0] ?? ''
    return awaiting(workload, async () => ({
      [name]: (await fed(session, model, given))[name]?.data ?? [],
    }))
  }

  return {
    mlp: (problem, workload) => inference(mlpModel(problem), problem.inputs, workload),
    convolutions: (problem, workload) => inference(convolutionsModel(problem), problem.inputs, workload),
    columns: (problem, workload) => inference(columnsModel(problem), problem.inputs, workload),
    training: async (problem) => {
      const model = trainingModel(problem)
      const session = await opened(model)
      const { x } = problem.inputs
      let { W1, b1, W2, b2 } = problem.inputs
      const call = async (): Promise<Float32Array> => {
        const given = await fed(session, model, { x, y: problem.labels, W1, b1, W2, b2 })
        const next = (name: string): Float32Array => {
          const data = given[name]?.data
          if (data instanceof Float32Array) return data
          throw new Error(`there is no ${name}`)
        }
        ;[W1, b1, W2, b2] = [next('W1 next'), next('b1 next'), next('W2 next'), next('b2 next')]
        return next('loss')
      }
      return {
        answers: async () => ({ loss: await call(), W1, b1, W2, b2 }),
        run: async () => (await call())[0] ?? Number.NaN,
      }
    },
    product: ({ n, inputs }, workload) => {
      const model = {
        inputs: { a: f32(n, n), b: f32(n, n) },
        constants: {},
        nodes: [node('c', 'MatMul', ['a', 'b'])],
        outputs: { c: f32(n, n) },
      }
      return inference(model, inputs, workload)
    },
    chain: ({ n, inputs }, workload) => {
      const model = {
        inputs: { a: f32(n), b: f32(n), c: f32(n) },
        constants: {},
        nodes: [
          node('ab', 'Mul', ['a', 'b']),
          node('z', 'Add', ['ab', 'c']),
          node('gate', 'Sigmoid', ['z']),
          node('t', 'Tanh', ['a']),
          node('r', 'Relu', ['b']),
          node('gt', 'Mul', ['gate', 't']),
          node('y', 'Sub', ['gt', 'r']),
        ],
        outputs: { y: f32(n) },
      }
      return inference(model, inputs, workload)
    },
    rows: ({ rows, columns, inputs }, workload) => {
      const model = {
        inputs: { x: f32(rows, columns) },
        constants: {},
        nodes: [node('y', 'Softmax', ['x'], { axis: { int: -1 } })],
        outputs: { y: f32(rows, columns) },
      }
      return inference(model, inputs, workload)
    },
    tiny: ({ inputs }, workload) => {
      const model = {
        inputs: { x: f32(1, 2) },
        constants: {
          W1: fixed(inputs.W1, 3, 2),
          b1: fixed(inputs.b1, 3),
          W2: fixed(inputs.W2, 1, 3),
          b2: fixed(inputs.b2, 1),
        },
        nodes: [
          node('z1', 'Gemm', ['x', 'W1', 'b1'], { transB: { int: 1 } }),
          node('h', 'Tanh', ['z1']),
          node('z2', 'Gemm', ['h', 'W2', 'b2'], { transB: { int: 1 } }),
          node('y', 'Sigmoid', ['z2']),
        ],
        outputs: { y: f32(1, 1) },
      }
      return inference(model, inputs, workload)
    },
  }
}

const engine = (name: string, library: Library, provider: 'wasm' | 'cpu'): Engine => {
  const recipes = recipesOf(library, provider)
  return { name, prepare: (workload) => follow(recipes, workload) }
}

export const ortWeb = async (): Promise<Engine> => {
  const library = await import('onnxruntime-web')
  library.env.wasm.numThreads = 1
  return engine('onnxruntime-web', library, 'wasm')
}

export const ortNode = async (): Promise<Engine> =>
  engine('onnxruntime-node', await import('onnxruntime-node'), 'cpu')
