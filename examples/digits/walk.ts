/**
 * One training from the formula to a checked module of its own, and what each part of the way took.
 */
import { bind } from 'leibniz'
import { compile, orThrow } from 'leibniz/compiler'
import { pixels } from './data.ts'
import type { Split } from './data.ts'
import { accuracy, timed } from './measure.ts'
import { classify } from './model.ts'
import { bytes, count, duration, line, percent, progress, table } from './report.ts'
import { predictElsewhere, write } from './standalone.ts'
import { compileTraining, settings, train } from './train.ts'

export const walk = ({ learnt, heldOut }: Split, folder: string): void => {
  line(`${count(learnt.count)} images to learn from, ${count(heldOut.count)} held out.`)

  const predict = orThrow(compile(classify))
  const start = performance.now()
  const compiled = compileTraining()
  const compileTime = performance.now() - start

  const { params, stepTime } = train(1, learnt, compiled, ({ epoch, loss, params }) => {
    const { probabilities } = predict({ x: learnt.x, params })
    const learned = percent(accuracy(probabilities, learnt))
    progress(
      `epoch ${epoch} of ${settings.epochs}: loss ${loss.toFixed(4)}, accuracy ${learned}`,
      epoch === settings.epochs,
    )
  })

  const trained = bind({ params })(classify)
  const classifyTrained = orThrow(compile(trained))
  const { probabilities } = classifyTrained({ x: heldOut.x })
  line(
    `accuracy on the ${count(heldOut.count)} held-out images: ${percent(accuracy(probabilities, heldOut))}`,
  )

  const { file, size } = write(folder, trained)
  const same = predictElsewhere(file, heldOut.x).equals(new Uint8Array(probabilities.buffer))
  if (!same) throw new Error(`${file} does not predict what the trained program predicts`)
  line(`${file}, alone in a new process, predicts the same, bit for bit.`)

  const image = heldOut.x.subarray(0, pixels)
  const parameters = [params.fc1, params.fc2].reduce(
    (sum, { weight, bias }) => sum + weight.length + bias.length,
    0,
  )
  line()
  line(
    table([
      ['parameters', count(parameters)],
      [
        'module',
        `${bytes(size)}, ${(size / (4 * parameters)).toFixed(2)} times its weights (${bytes(4 * parameters)})`,
      ],
      ['compiling the training', duration(compileTime)],
      [`a training step of ${settings.batch} images`, duration(stepTime)],
      ['a prediction of one image', duration(timed(10_000, () => classifyTrained({ x: image })))],
    ]),
  )
  line()
  line('where to look next')
  line(
    table([
      ['examples/digits/model.ts', 'the formula'],
      [file, 'the loops that it became'],
      ['npx leibniz explain examples/digits/model.ts', 'its derivation, step by step'],
      ['npm run digits -- --seeds 10', 'the same for ten seeds'],
    ]),
  )
}
