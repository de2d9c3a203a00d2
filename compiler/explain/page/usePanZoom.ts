/**
 * Panning and zooming by wheel, pinch, drag, buttons and keys.
 * Before it: `viewport.ts`. After it: `GraphView.tsx`, `NetworkView.tsx`.
 * Invariant: a change of the viewport touches one attribute and draws nothing anew; a drag is no click.
 */
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { RefObject } from 'preact'
import { centred, fitted, opening, revealing, zoomed } from './viewport.ts'
import type { Size, Viewport } from './viewport.ts'

type Opened = Parameters<typeof opening>[0]

export interface PanZoom {
  readonly frame: RefObject<SVGSVGElement | null>
  readonly content: RefObject<SVGGElement | null>
  readonly fit: (size: Size) => void
  /** The first sight: as wide as fits and can be read, from the top. */
  readonly open: (layout: Opened) => void
  readonly zoom: (factor: number) => void
  readonly pan: (dx: number, dy: number) => void
  readonly centre: (place: { readonly x: number; readonly y: number }) => void
  readonly reveal: (box: { readonly x: number; readonly y: number } & Size) => void
}

/** So far a pointer moves before a press becomes a drag. */
const threshold = 4

/** Lets pointers and the wheel move a viewport. */
const listening = (
  frame: SVGSVGElement,
  view: () => Viewport,
  show: (view: Viewport) => void,
): (() => void) => {
  const pointers = new Map<number, { readonly x: number; readonly y: number }>()
  let isDrag = false
  const place = (event: MouseEvent): { readonly x: number; readonly y: number } => {
    const { left, top } = frame.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top }
  }
  const spread = (): number => {
    const [a, b] = [...pointers.values()]
    return a === undefined || b === undefined ? 0 : Math.hypot(a.x - b.x, a.y - b.y)
  }
  const wheel = (event: WheelEvent): void => {
    event.preventDefault()
    const { x, y } = place(event)
    show(zoomed(view(), Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0015)), x, y))
  }
  const down = (event: PointerEvent): void => {
    pointers.set(event.pointerId, place(event))
    if (pointers.size === 1) isDrag = false
  }
  const move = (event: PointerEvent): void => {
    const before = pointers.get(event.pointerId)
    if (before === undefined) return
    const now = place(event)
    const wide = spread()
    if (!isDrag && pointers.size === 1 && Math.hypot(now.x - before.x, now.y - before.y) < threshold) return
    isDrag = true
    frame.setPointerCapture(event.pointerId)
    pointers.set(event.pointerId, now)
    const { k, x, y } = view()
    if (pointers.size === 1) show({ k, x: x + now.x - before.x, y: y + now.y - before.y })
    else if (wide > 0) {
      const [a, b] = [...pointers.values()]
      if (a !== undefined && b !== undefined)
        show(zoomed({ k, x, y }, spread() / wide, (a.x + b.x) / 2, (a.y + b.y) / 2))
    }
  }
  const up = (event: PointerEvent): void => void pointers.delete(event.pointerId)
  const click = (event: MouseEvent): void => {
    if (isDrag) event.stopPropagation()
    isDrag = false
  }
  const listeners = new AbortController()
  const { signal } = listeners
  frame.addEventListener('wheel', wheel, { signal, passive: false })
  frame.addEventListener('pointerdown', down, { signal })
  frame.addEventListener('pointermove', move, { signal })
  frame.addEventListener('pointerup', up, { signal })
  frame.addEventListener('pointercancel', up, { signal })
  frame.addEventListener('click', click, { signal, capture: true })
  return () => listeners.abort()
}

/** A frame whose content can be moved about. */
export const usePanZoom = (): PanZoom => {
  const frame = useRef<SVGSVGElement>(null)
  const content = useRef<SVGGElement>(null)
  const current = useRef<Viewport>({ k: 1, x: 0, y: 0 })
  const moves = useMemo(() => {
    const show = (view: Viewport): void => {
      current.current = view
      content.current?.setAttribute('transform', `translate(${view.x} ${view.y}) scale(${view.k})`)
      if (frame.current !== null) frame.current.dataset['scale'] = view.k.toFixed(3)
    }
    const seen = (): Size => ({
      width: frame.current?.clientWidth ?? 1,
      height: frame.current?.clientHeight ?? 1,
    })
    return {
      show,
      fit: (size: Size) => show(fitted(size, seen())),
      open: (layout: Opened) => show(opening(layout, seen())),
      zoom: (factor: number) => show(zoomed(current.current, factor, seen().width / 2, seen().height / 2)),
      pan: (dx: number, dy: number) =>
        show({ k: current.current.k, x: current.current.x + dx, y: current.current.y + dy }),
      centre: (place: { readonly x: number; readonly y: number }) =>
        show(centred(current.current, place, seen())),
      reveal: (box: { readonly x: number; readonly y: number } & Size) =>
        show(revealing(current.current, box, seen())),
    }
  }, [])
  useEffect(
    () => (frame.current === null ? undefined : listening(frame.current, () => current.current, moves.show)),
    [],
  )
  return { frame, content, ...moves }
}
