/**
 * Rules of a grammar, and how they run.
 * Before it: `FormulaError.ts`. After it: the grammars of formulas and of LaTeX.
 * Invariant: nothing recurses, however deep a text is: a rule that needs another one yields it to `run`, which keeps
 * the stack; what is refused ends the run.
 */
import { left, right } from '../Either.ts'
import type { Either } from '../Either.ts'
import type { Refusal } from './FormulaError.ts'
import type { Place } from './Syntax.ts'

/** A rule of the grammar: it yields the rules that it needs, one after the other, and gives the place of its part. */
export type Rule<A = Place> = Generator<Rule<A> | Refusal, A, A>

/** What a rule gives, and what it refuses. */
export const run = <A>(start: Rule<A>): Either<Refusal, A> => {
  const stack: Rule<A>[] = [start]
  let step = start.next()
  for (;;) {
    if (step.done === true) {
      stack.pop()
      const user = stack.at(-1)
      if (user === undefined) return right(step.value)
      step = user.next(step.value)
    } else if ('sentence' in step.value) return left(step.value)
    else {
      stack.push(step.value)
      step = step.value.next()
    }
  }
}
