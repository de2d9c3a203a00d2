/**
 * What the reader has chosen: all of the page's state, and how it changes.
 * Before it: nothing. After it: `App.tsx`, which hands it to every view.
 * Invariant: one record, changed by actions alone; what can be computed from it is not in it.
 */
import type { NodeId } from '../../ir/Graph.ts'

export const panels = ['node', 'paths', 'code', 'passes', 'inputs', 'health'] as const
export type Panel = (typeof panels)[number]

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** What a box of the graph is: a line of the board, or a node. */
export const details = ['lines', 'nodes'] as const
export type Detail = (typeof details)[number]

export interface State {
  readonly selected: NodeId | undefined
  readonly view: 'graph' | 'network'
  readonly panel: Panel
  readonly theme: Theme
  /** Undefined where the size of the program decides. */
  readonly detail: Detail | undefined
  /** A place among the frames; undefined where everything is shown. */
  readonly moment: number | undefined
  readonly isPlaying: boolean
  /** The blocks that are open, by their keys. */
  readonly open: ReadonlySet<string>
  /** Whose paths are shown, and which one alone. */
  readonly parameter: NodeId | undefined
  readonly path: number | undefined
}

export const initial: State = {
  selected: undefined,
  view: 'graph',
  panel: 'node',
  theme: 'system',
  detail: undefined,
  moment: undefined,
  isPlaying: false,
  open: new Set(),
  parameter: undefined,
  path: undefined,
}

export type Action =
  /** Selects a node, and opens the blocks around it. */
  | { readonly tag: 'select'; readonly node: NodeId | undefined; readonly around: readonly string[] }
  | { readonly tag: 'view'; readonly view: State['view'] }
  | { readonly tag: 'panel'; readonly panel: Panel }
  | { readonly tag: 'theme'; readonly theme: Theme }
  | { readonly tag: 'detail'; readonly detail: Detail }
  | { readonly tag: 'moment'; readonly moment: number | undefined }
  | { readonly tag: 'play'; readonly isPlaying: boolean; readonly from?: number }
  /** The next moment of a play; it ends at the last one. */
  | { readonly tag: 'tick'; readonly last: number }
  | { readonly tag: 'open'; readonly block: string; readonly isOpen: boolean }
  | { readonly tag: 'parameter'; readonly parameter: NodeId | undefined }
  | { readonly tag: 'path'; readonly path: number | undefined }
  /** Another program is shown. */
  | { readonly tag: 'restart' }

const withBlocks = (open: ReadonlySet<string>, more: readonly string[]): ReadonlySet<string> =>
  more.every((key) => open.has(key)) ? open : new Set([...open, ...more])

/** Without a block and those within it. */
const without = (open: ReadonlySet<string>, block: string): ReadonlySet<string> =>
  new Set([...open].filter((key) => key !== block && !key.startsWith(`${block}/`)))

export const next = (state: State, action: Action): State => {
  switch (action.tag) {
    case 'select':
      return {
        ...state,
        selected: action.node,
        open: withBlocks(state.open, action.around),
      }
    case 'view':
      return { ...state, view: action.view }
    case 'panel':
      return { ...state, panel: action.panel }
    case 'theme':
      return { ...state, theme: action.theme }
    case 'detail':
      return { ...state, detail: action.detail }
    case 'moment':
      return { ...state, moment: action.moment, isPlaying: false }
    case 'play':
      return { ...state, isPlaying: action.isPlaying, moment: action.from ?? state.moment ?? 0 }
    case 'tick': {
      const moment = (state.moment ?? -1) + 1
      return moment >= action.last
        ? { ...state, moment: action.last, isPlaying: false }
        : { ...state, moment }
    }
    case 'open':
      return {
        ...state,
        open: action.isOpen ? withBlocks(state.open, [action.block]) : without(state.open, action.block),
      }
    case 'parameter':
      return { ...state, parameter: action.parameter, path: undefined }
    case 'path':
      return { ...state, path: action.path }
    case 'restart':
      return { ...initial, theme: state.theme }
  }
}
