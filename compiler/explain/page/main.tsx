/**
 * Where the page starts: the texts in the file, and the element that the views are drawn into.
 * Before it: `App.tsx`. After it: the file that `html.ts` writes, whose script this is.
 * Invariant: it runs once, at the end of the body.
 */
import { render } from 'preact'
import { App } from './App.tsx'
import { givenElement, graphElement } from './content.ts'

const textIn = (id: string): string => document.getElementById(id)?.textContent ?? ''

const place = document.getElementById('page')
if (place !== null)
  render(<App title={document.title} graph={textIn(graphElement)} given={textIn(givenElement)} />, place)
