import { messageOf } from "../diagnostics/error-message.ts";
import { typingErrors } from "../diagnostics/suggest.ts";
import { compilePattern, type MessagePattern } from "../filter/pattern.ts";
import type { Comparison, Condition, Operand } from "./condition.ts";
import { type ConditionError, pointedError } from "./condition-error.ts";
import { type Token, tokensOf } from "./where-tokens.ts";

/** Most characters of a condition, and most parentheses and `not` inside one another. */
const LONGEST = 10_000;
const DEEPEST = 100;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  "=": "=",
  "==": "=",
  "!=": "!=",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};

const OPERATORS = "=, !=, <, <=, >, >=, ~, !~ or in";

/**
 * Parses a condition on the fields of a record:
 *
 * ```text
 * status >= 500 and (path ~ "^/api" or not exists(user.id)) and level in (warn, error)
 * ```
 *
 * `and` binds more closely than `or`; `&&`, `||` and `!` mean the same. Names of fields are on the left, values on the
 * right. `~` takes a regular expression of RE2, which is matched in linear time.
 *
 * @throws ConditionError that points at the place of the mistake.
 */
export function parseWhere(source: string, what = "--where"): Condition {
  if (source.length > LONGEST) {
    throw pointedError(
      what,
      source,
      LONGEST,
      `the condition has ${source.length} characters (at most ${LONGEST})`,
    );
  }
  return new Parser(source, what).whole();
}

class Parser {
  readonly #source: string;
  readonly #what: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(source: string, what: string) {
    this.#source = source;
    this.#what = what;
    this.#tokens = tokensOf(source, what);
  }

  whole(): Condition {
    if (this.#next.kind === "end")
      throw this.#error(this.#next, "the condition is empty (expected one such as status>=500)");
    const condition = this.#or();
    const rest = this.#next;
    if (rest.kind !== "end")
      throw this.#error(rest, `expected and, or, or the end${meantWord(rest)}`);
    return condition;
  }

  #or(): Condition {
    return this.#list("or", "||", () => this.#and());
  }

  #and(): Condition {
    return this.#list("and", "&&", () => this.#not());
  }

  #list(kind: "and" | "or", sign: string, part: () => Condition): Condition {
    const parts = [part()];
    while (this.#takeWord(kind) || this.#takeSign(sign)) parts.push(part());
    const [first] = parts;
    return parts.length === 1 && first !== undefined ? first : { kind, parts };
  }

  #not(): Condition {
    const start = this.#next;
    if (this.#takeWord("not") || this.#takeSign("!")) {
      return this.#inside(start, () => ({ kind: "not", part: this.#not() }));
    }
    if (this.#takeSign("(")) {
      return this.#inside(start, () => {
        const condition = this.#or();
        const end = this.#next;
        if (!this.#takeSign(")")) throw this.#error(end, `expected and, or, or )${meantWord(end)}`);
        return condition;
      });
    }
    return this.#test();
  }

  #inside(start: Token, parse: () => Condition): Condition {
    if (++this.#depth > DEEPEST) {
      throw this.#error(start, `more than ${DEEPEST} conditions inside one another`);
    }
    const condition = parse();
    this.#depth--;
    return condition;
  }

  #test(): Condition {
    const name = this.#take();
    if (name.kind === "sign" || name.kind === "end")
      throw this.#error(name, "expected the name of a field");
    if (isWord(name, "exists")) {
      const condition = this.#exists();
      if (condition !== undefined) return condition;
    }
    const path = name.text;
    const operator = this.#next;
    if (isWord(operator, "in")) {
      this.#at++;
      return { kind: "in", path, operands: this.#operands() };
    }
    if (isWord(operator, "exists")) {
      this.#at++;
      return { kind: "exists", path };
    }
    if (operator.kind !== "sign")
      throw this.#error(operator, `expected ${OPERATORS} after ${JSON.stringify(path)}`);
    if (["~", "=~", "!~"].includes(operator.text)) {
      this.#at++;
      const condition: Condition = { kind: "matches", path, pattern: this.#pattern() };
      return operator.text === "!~" ? { kind: "not", part: condition } : condition;
    }
    const comparison = Object.hasOwn(COMPARISONS, operator.text)
      ? COMPARISONS[operator.text]
      : undefined;
    if (comparison === undefined)
      throw this.#error(operator, `expected ${OPERATORS} after ${JSON.stringify(path)}`);
    this.#at++;
    return { kind: "compare", path, comparison, operand: this.#operand(operator.text) };
  }

  /** `exists(a.b)` or `exists a.b`; `undefined` if a field has the name `exists`. */
  #exists(): Condition | undefined {
    if (this.#takeSign("(")) {
      const name = this.#take();
      if (name.kind === "sign" || name.kind === "end")
        throw this.#error(name, "expected the name of a field");
      const end = this.#next;
      if (!this.#takeSign(")")) throw this.#error(end, "expected )");
      return { kind: "exists", path: name.text };
    }
    const name = this.#next;
    if (name.kind === "sign" || name.kind === "end") return undefined;
    this.#at++;
    return { kind: "exists", path: name.text };
  }

  #operands(): Operand[] {
    const start = this.#next;
    if (!this.#takeSign("(")) throw this.#error(start, "expected ( and a list of values after in");
    const operands = [this.#operand("(")];
    while (this.#takeSign(",")) operands.push(this.#operand(","));
    const end = this.#next;
    if (!this.#takeSign(")")) throw this.#error(end, "expected , or )");
    return operands;
  }

  #operand(after: string): Operand {
    const value = this.#take();
    if (value.kind === "sign" || value.kind === "end") {
      throw this.#error(value, `expected a value after ${after}`);
    }
    if (isWord(value, "and") || isWord(value, "or")) {
      throw this.#error(
        value,
        `expected a value after ${after} (the text ${value.text} needs quotes)`,
      );
    }
    const isBare = value.kind === "word";
    return { text: isBare ? value.text : value.text.replaceAll("\\\\", "\\"), isBare };
  }

  #pattern(): MessagePattern {
    const value = this.#take();
    if (value.kind === "sign" || value.kind === "end") {
      throw this.#error(value, 'expected a regular expression, such as "^/api"');
    }
    try {
      return compilePattern(value.text);
    } catch (error) {
      throw this.#error(value, messageOf(error));
    }
  }

  get #next(): Token {
    return this.#tokens[this.#at]!;
  }

  #take(): Token {
    const token = this.#next;
    if (token.kind !== "end") this.#at++;
    return token;
  }

  #takeWord(word: string): boolean {
    if (!isWord(this.#next, word)) return false;
    this.#at++;
    return true;
  }

  #takeSign(sign: string): boolean {
    const { kind, text } = this.#next;
    if (kind !== "sign" || text !== sign) return false;
    this.#at++;
    return true;
  }

  #error({ at }: Token, message: string): ConditionError {
    return pointedError(this.#what, this.#source, at, message);
  }
}

function isWord({ kind, text }: Token, word: string): boolean {
  return kind === "word" && text.toLowerCase() === word;
}

/** Suggests `and` for `nad`. */
function meantWord({ kind, text }: Token): string {
  if (kind !== "word") return "";
  const word = ["and", "or", "not"].find(
    (one) => text.length < 6 && typingErrors(text.toLowerCase(), one) === 1,
  );
  return word === undefined ? "" : `; did you mean ${JSON.stringify(word)}?`;
}
