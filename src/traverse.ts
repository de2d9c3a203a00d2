/**
 * The only walk over a graph, with an explicit stack: nothing recurses, however deep an expression is.
 * Before it: `Tensor.ts`. After it: everything that visits tensors.
 * Invariant: each node is visited once, after its operands; the order depends on the roots alone.
 */
import { at } from './Bug.ts'

/** Every node reachable from the roots, operands before users, each once, in the order a left-to-right reading meets them. */
export const postorder = <A>(roots: readonly A[], childrenOf: (node: A) => readonly A[]): readonly A[] => {
  const done = new Set<A>()
  const order: A[] = []
  const stack: { readonly node: A; readonly children: readonly A[]; next: number }[] = []
  const enter = (node: A): void => {
    if (!done.has(node)) {
      done.add(node)
      stack.push({ node, children: childrenOf(node), next: 0 })
    }
  }
  for (const root of roots) {
    enter(root)
    while (stack.length > 0) {
      const top = at(stack, stack.length - 1)
      if (top.next < top.children.length) {
        enter(at(top.children, top.next))
        top.next += 1
      } else {
        order.push(top.node)
        stack.pop()
      }
    }
  }
  return order
}

/** How many users each node has among those reachable from the roots; a root counts as one use. */
export const countUses = <A>(
  roots: readonly A[],
  order: readonly A[],
  childrenOf: (node: A) => readonly A[],
): ReadonlyMap<A, number> => {
  const uses = new Map<A, number>()
  const use = (node: A): void => void uses.set(node, (uses.get(node) ?? 0) + 1)
  roots.forEach(use)
  for (const node of order) childrenOf(node).forEach(use)
  return uses
}
