/**
 * Keeps the page alive where one of its views fails.
 * Before it: nothing. After it: `App.tsx`, around every view.
 * Invariant: what failed is replaced by one sentence; its neighbours do not notice.
 */
import { Component } from 'preact'
import type { ComponentChildren } from 'preact'

interface Props {
  readonly what: string
  readonly children: ComponentChildren
}

export class Boundary extends Component<Props, { readonly failure: string | undefined }> {
  constructor(props: Props) {
    super(props)
    this.state = { failure: undefined }
  }

  override componentDidCatch(error: unknown): void {
    this.setState({ failure: error instanceof Error ? error.message : String(error) })
  }

  override render({ what, children }: Props) {
    const { failure } = this.state
    return failure === undefined ? (
      children
    ) : (
      <p class="wrong" role="alert">
        {what} cannot be shown: {failure}.
      </p>
    )
  }
}
