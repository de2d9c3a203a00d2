/**
 * Why the system refused, in words.
 * Before it: nothing. After it: `model.ts`, `output.ts`.
 * Invariant: a reason names no path of its own; the sentence around it does.
 */

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENAMETOOLONG: 'its name is too long',
  ENOENT: 'there is no such file',
  ENOSPC: 'no space is left',
  ENOTDIR: 'a part of the path is a file',
  EROFS: 'it cannot be written to',
}

/** Whether the system gave this code. */
export const hasCode = (cause: unknown, code: string): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === code

export const reasonOf = (cause: unknown): string => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return reasons[code] ?? (cause instanceof Error ? cause.message : String(cause))
}
