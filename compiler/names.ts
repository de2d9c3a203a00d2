/**
 * Names from outside: which may appear in generated code as they are.
 * Before it: nothing. After it: the targets, the command line.
 * Invariant: a plain name is an identifier that no version of JavaScript reserves.
 */

const reserved = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof undefined var void while with yield NaN Infinity'
  ).split(' '),
)

/** Whether a name may stand in a comment, as an export and as the name of a file. */
export const isPlainName = (name: string): boolean =>
  /^[A-Za-z_$][\w$]{0,63}$/.test(name) && !reserved.has(name)
