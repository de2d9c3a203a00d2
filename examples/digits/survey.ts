/**
 * Trainings that differ in the seed alone: what accuracy owes to the method, and what to luck.
 */
import { compile, orThrow } from 'leibniz/compiler'
import type { Split } from './data.ts'
import { accuracy, median } from './measure.ts'
import { classify } from './model.ts'
import { line, percent } from './report.ts'
import { compileTraining, train } from './train.ts'

export const survey = ({ learnt, heldOut }: Split, seeds: number): readonly number[] => {
  const predict = orThrow(compile(classify))
  const compiled = compileTraining()
  const accuracies = Array.from({ length: seeds }, (_, position) => {
    const { params } = train(position + 1, learnt, compiled)
    const { probabilities } = predict({ x: heldOut.x, params })
    const share = accuracy(probabilities, heldOut)
    line(`seed ${position + 1}: ${percent(share)} of ${heldOut.count} held-out images`)
    return share
  })
  line(`median ${percent(median(accuracies))}, lowest ${percent(Math.min(...accuracies))}`)
  return accuracies
}
