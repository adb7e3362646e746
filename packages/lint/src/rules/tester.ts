import { createRequire } from "node:module";
import { Linter } from "eslint";
import plugin from "../index.ts";
import type { RuleName } from "../plugin.ts";

/** Loaded late, because it loads TypeScript. Its declarations are for another release of that. */
function parser(): Linter.Parser {
  return createRequire(import.meta.url)("@typescript-eslint/parser");
}

/** A report of a rule, with the sources that its suggestions lead to, by their names. */
export interface Report {
  readonly id: string;
  readonly message: string;
  /** The source that the report is about. */
  readonly at: string;
  readonly suggestions: Readonly<Record<string, string>>;
}

/** Problems that the rule has found in a source, and the source after its fixes. */
export interface Checked {
  readonly reports: readonly Report[];
  readonly fixed: string;
}

export interface Given {
  readonly options?: object;
  readonly settings?: object;
  readonly isScript?: boolean;
  /** Only the parser of TypeScript can read it. */
  readonly isTyped?: boolean;
}

const linter = new Linter();

/** Runs a rule on a source. */
export function check(
  rule: RuleName,
  source: string,
  { options = {}, settings = {}, isScript = false, isTyped = false }: Given = {},
): Checked {
  const config: Linter.Config = {
    plugins: { fastlog: plugin },
    rules: { [`fastlog/${rule}`]: ["error", options] },
    settings: { fastlog: settings },
    languageOptions: {
      sourceType: isScript ? "commonjs" : "module",
      ...(isTyped ? { parser: parser() } : {}),
    },
    files: ["**"],
  };
  const messages = linter.verify(source, config, "file.ts");
  const reports = messages.map((message): Report => {
    if (message.fatal === true) throw new Error(`${message.message} in ${source}`);
    const suggestions = (message.suggestions ?? []).map(({ messageId, fix }) => {
      const changed = source.slice(0, fix.range[0]) + fix.text + source.slice(fix.range[1]);
      mustParse(changed, config);
      return [messageId ?? "", changed];
    });
    return {
      id: message.messageId ?? "",
      message: message.message,
      at: textAt(source, message),
      suggestions: Object.fromEntries(suggestions),
    };
  });
  if (messages.every(({ fix }) => fix === undefined)) return { reports, fixed: source };
  const { output, messages: left } = linter.verifyAndFix(source, config, { filename: "file.ts" });
  if (left.some(({ fatal }) => fatal)) throw new Error(`the fixes make it ${output}`);
  return { reports, fixed: output };
}

function mustParse(source: string, config: Linter.Config): void {
  const fatal = linter.verify(source, config, "file.ts").find((message) => message.fatal);
  if (fatal !== undefined) throw new Error(`${fatal.message} in ${source}`);
}

function textAt(source: string, { line, column, endLine, endColumn }: Linter.LintMessage): string {
  const lines = source.split("\n");
  const offset = (row: number, at: number) =>
    lines.slice(0, row - 1).reduce((sum, each) => sum + each.length + 1, at - 1);
  return source.slice(offset(line, column), offset(endLine ?? line, endColumn ?? column));
}

/** A source with all functions of fastlog imported. */
export function importing(source: string): string {
  const names = "close, debug, enabled, error, fatal, flush, info, log, logger, trace, warn";
  return `import { ${names} } from "fastlog";\n${source}`;
}
