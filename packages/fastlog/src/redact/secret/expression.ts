import { needStack } from "../../stack.ts";

/** V8 compiles an expression at first use for both kinds of strings, and again for frequent use. */
const SAMPLES = ["-", "-", "\u2026", "\u2026"];

/**
 * Makes V8 compile an expression, and returns it. If V8 compiles one while the stack is full, it ends the process
 * (`RegExpCompiler Allocation failed`), and a program may log at the end of an endless recursion.
 */
export function compiled(expression: RegExp): RegExp {
  needStack();
  for (const text of SAMPLES) {
    expression.lastIndex = 0;
    expression.test(text);
  }
  return expression;
}
