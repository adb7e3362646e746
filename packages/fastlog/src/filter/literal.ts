/** Says whether a message matches. */
export type Test = (message: string) => boolean;

/**
 * Matches one alternative and the `|` after it: anchors, and text in which every metacharacter is escaped. Each
 * character can match in one way only, so this expression never backtracks.
 */
const ALTERNATIVE = /(\^?)((?:[^\\^$.*+?()[\]{}|]|\\[\\^$.*+?()[\]{}|])*)(\$?)\|/gy;

const ESCAPE = /\\(.)/gs;

/**
 * Makes a test of string methods for a regular expression that needs no engine: an alternation of plain texts, each
 * with or without the anchors `^` and `$`. Returns `undefined` for any other expression, valid or not.
 */
export function compileLiterals(source: string): Test | undefined {
  const ended = `${source}|`;
  const tests: Test[] = [];
  let end = 0;
  for (const [whole, start, text, stop] of ended.matchAll(ALTERNATIVE)) {
    tests.push(compileLiteral(text!.replace(ESCAPE, "$1"), start !== "", stop !== ""));
    end += whole.length;
  }
  return end === ended.length ? anyOf(tests) : undefined;
}

function compileLiteral(text: string, atStart: boolean, atEnd: boolean): Test {
  if (atStart && atEnd) return (message) => message === text;
  if (atStart) return (message) => message.startsWith(text);
  if (atEnd) return (message) => message.endsWith(text);
  return (message) => message.includes(text);
}

function anyOf(tests: readonly Test[]): Test {
  const [first, second] = tests;
  if (first !== undefined && second === undefined) return first;
  return (message) => {
    for (const test of tests) if (test(message)) return true;
    return false;
  };
}
