/**
 * The page of a program: one file that opens from disk, asks for nothing, and computes what it shows.
 * Before it: `page/`, bundled as a script and a style. After it: the command line.
 * Invariant: the file holds data and no results; its policy allows this script and this style alone, by their hashes; no
 * text of a program can end a script or start a tag.
 */
import type { Arrays } from '../../src/evaluate.ts'
import type { Sizes } from '../../src/Extent.ts'
import { toJSON } from '../formats/graphJson.ts'
import type { Graph } from '../ir/Graph.ts'
import { givenElement, givenText, graphElement } from './page/content.ts'

/** What a page shows: a program laid flat, and the arrays that its inputs start with. */
export interface PageContent {
  readonly title: string
  readonly graph: Graph
  /** By the inputs' paths; an input without an array is asked for in the page. */
  readonly inputs: Arrays
  /** The sizes that do not follow from the arrays. */
  readonly sizes: Sizes
}

/** A text that the file holds, and its SHA-256 in base64, by which the policy allows it. */
export interface Asset {
  readonly text: string
  readonly sha256: string
}

export interface PageAssets {
  readonly script: Asset
  readonly style: Asset
}

const escapes = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
])

const escaped = (text: string): string => text.replaceAll(/[&<>]/g, (sign) => escapes.get(sign) ?? sign)

/** JSON that no parser of HTML takes for an end of the script, and no parser of JavaScript for an end of a line. */
const embedded = (json: string): string =>
  json.replaceAll(/[<\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)

const data = (id: string, json: string): string =>
  `<script type="application/json" id="${id}">${embedded(json)}</script>`

/** What the page may do: run its script, use its style, and nothing else. */
export const policyOf = ({ script, style }: PageAssets): string =>
  [
    "default-src 'none'",
    `script-src 'sha256-${script.sha256}'`,
    `style-src 'sha256-${style.sha256}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')

/** The text of the file. */
export const pageOf = ({ title, graph, inputs, sizes }: PageContent, assets: PageAssets): string =>
  [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policyOf(assets)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<link rel="icon" href="data:,">',
    `<title>${escaped(title)}</title>`,
    `<style>${assets.style.text}</style>`,
    '</head>',
    '<body>',
    '<div id="page"></div>',
    '<noscript>This page computes what it shows: it needs JavaScript.</noscript>',
    data(graphElement, JSON.stringify(toJSON(graph))),
    data(givenElement, givenText({ arrays: inputs, sizes })),
    `<script>${assets.script.text}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n')
