/** Exports of `fastlog` whose records have the target of the calling module. */
const NAMES: ReadonlySet<string> = new Set([
  "fatal",
  "error",
  "warn",
  "info",
  "debug",
  "trace",
  "log",
  "enabled",
]);

/** The specifier of the package, between quotes. */
const SPECIFIER = /(["'`])fastlog\1/g;

/** In characters: more than a statement that imports or exports has. */
const MAX_STATEMENT = 4096;

/** More imports of one package than a module has that a person wrote. */
const MAX_IMPORTS = 100;

/**
 * Whether a module imports `fastlog` for itself alone, by its source. Its log functions can be bound to it then.
 *
 * A module that exports them again (`export * from "fastlog"`, `module.exports = { info }`) must get the plain ones, which find
 * out who calls. A module that imports `fastlog` on behalf of others, such as a test runner, does not have the specifier in its
 * source.
 *
 * This is no parser: it looks at the statements that import, and at those that export what was imported. In doubt it answers
 * no, and the module's calls look at the stack, as all do without `fastlog/register`.
 */
export function isForOwnUse(source: string): boolean {
  const locals = new Set<string>();
  let imports = 0;
  for (const { index } of source.matchAll(SPECIFIER)) {
    if (++imports > MAX_IMPORTS) return false;
    const head = statementBefore(source, index);
    if (head.includes("export")) return false;
    for (const name of localNames(head)) locals.add(name);
  }
  return imports > 0 && !exportsAny([...locals], source);
}

/** The statement that has the specifier at `end`, up to there. */
function statementBefore(source: string, end: number): string {
  const before = source.slice(Math.max(0, end - MAX_STATEMENT), end);
  // These may have several lines.
  const isList = /\bfrom\s*$/.test(before) || /\}\s*=[^\n;]*$/.test(before);
  const starts = isList ? /\b(?:import(?!\s*\()|export|const|let|var)\b/g : /[;\n]/g;
  const start = Array.from(before.matchAll(starts)).at(-1)?.index ?? 0;
  if (!isList || before.startsWith("import", start) || before.startsWith("export", start)) {
    return before.slice(start);
  }
  return before.slice(before.lastIndexOf("\n", start) + 1);
}

/** Local names of the bound functions, and of the namespace, that a statement declares. */
function localNames(head: string): string[] {
  const clause = head
    .replace(/^[\s\S]*?\b(?:import|const|let|var)\b(?!\s*\()/, "")
    .replace(/(?:\bfrom\s*|=[^=]*)$/, "");
  const [outside = "", inside = ""] = clause.split(/[{}]/);
  const listed = inside
    .split(",")
    .map((part) => part.trim().split(/\s*:\s*|\s+as\s+/))
    .filter(([name = ""]) => NAMES.has(name))
    .map((names) => names.at(-1));
  // `log` of `import log from`, and of `import * as log from`.
  return [...listed, /([\w$]+)[\s,]*$/.exec(outside)?.[1]].filter(
    (name) => name !== undefined && name !== "type",
  ) as string[];
}

/** Whether a statement that exports has one of the names as a value, or a member of it. */
function exportsAny(names: readonly string[], source: string): boolean {
  const any = names.map((name) => name.replaceAll("$", "\\$&")).join("|");
  if (any === "") return false;
  // No call, no key of an object, and no member of another object.
  const value = new RegExp(
    `(?<![\\w$.])(?:\\.{3})?(?:${any})(?:\\??\\.[\\w$]+)?(?![\\w$]|\\s*[(\`:.]|\\s*\\?\\.)`,
  );
  let end = 0;
  for (const { index } of source.matchAll(/export/g)) {
    if (index < end) continue;
    const least = Math.max(end, index - MAX_STATEMENT);
    const before = source.slice(least, index);
    const start = Math.max(before.lastIndexOf("\n"), before.lastIndexOf(";")) + 1;
    const statement = exporting(source, least + start);
    if (value.test(statement.text)) return true;
    end = Math.max(index + 1, statement.end);
  }
  return false;
}

/** An object literal begins, or a list of names. All other braces are those of functions, classes and types. */
const BEFORE_LITERAL = /(?:[=(,:[]|\b(?:export|default|type|const|let|var))\s*$/;

/** A getter that compilers make for an export. */
const GETTER = /\{\s*return\s[^{};]*;?\s*\}/y;

/** A statement up to the end of its line, or of the brackets that are open there. Without the bodies of functions. */
function exporting(source: string, start: number): { text: string; end: number } {
  let text = "";
  let depth = 0;
  const last = Math.min(source.length, start + MAX_STATEMENT);
  let i = start;
  for (; i < last; i++) {
    const char = source[i] as string;
    if (depth === 0 && text.trim() !== "" && /[;\n]/.test(char)) break;
    if (char === "{" && !BEFORE_LITERAL.test(text.slice(-16))) {
      if (depth === 0) break;
      GETTER.lastIndex = i;
      const getter = GETTER.exec(source)?.[0];
      text += getter ?? "";
      i = getter === undefined ? endOfBlock(source, i, last) : i + getter.length - 1;
      continue;
    }
    text += char;
    if ("{[(".includes(char)) depth++;
    else if ("}])".includes(char)) depth--;
  }
  return { text, end: i };
}

/** The index of the brace that closes the one at `start`. */
function endOfBlock(source: string, start: number, last: number): number {
  let depth = 0;
  for (let i = start; i < last; i++) {
    if (source[i] === "{") depth++;
    else if (source[i] === "}" && --depth === 0) return i;
  }
  return last;
}
