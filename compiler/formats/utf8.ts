/**
 * Text as bytes and back, in UTF-8.
 * Before it: nothing; every host of the language has these two classes. After it: `safetensors.ts`, `targets/`.
 * Invariant: bytes that are no text are refused, never replaced; a byte order mark stays.
 */

declare const TextEncoder: new () => { encode(text: string): Uint8Array }
declare const TextDecoder: new (
  label: 'utf-8',
  options: { readonly fatal: true; readonly ignoreBOM: true },
) => { decode(bytes: Uint8Array): string }

export const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/** The text, or undefined where the bytes are none. */
export const decode = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
