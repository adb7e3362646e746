import { type ParseResult, type ParserOptions, parseSync } from "oxc-parser";
import { sourcePath } from "../source-path.ts";

/** Extensions of TypeScript, and the parameter of a query that names a language: `App.vue?vue&lang.ts`. */
const LANGUAGE = /\.([cm]?)([jt]s)(x?)$/;

/** A file that cannot be parsed. */
export interface Unparsed {
  readonly error: string;
}

/** Parses a file of a module, or of a script for Node. The language is that of the extension. */
export function parse(id: string, code: string): ParseResult | Unparsed {
  const found = LANGUAGE.exec(id) ?? LANGUAGE.exec(sourcePath(id));
  const [, kind = "", language = "js", jsx = ""] = found ?? [];
  // JSX adds nothing to JavaScript that could have another meaning.
  const lang = language === "ts" ? (jsx === "" ? "ts" : "tsx") : "jsx";
  const sourceTypes: NonNullable<ParserOptions["sourceType"]>[] =
    kind === "c" ? ["commonjs", "module"] : ["unambiguous", "commonjs"];
  let error = "";
  for (const sourceType of sourceTypes) {
    const result = parseSync(id, code, { lang, sourceType, preserveParens: false });
    const fault = result.errors.find(({ severity }) => severity === "Error");
    if (fault === undefined) return result;
    error ||= fault.message;
  }
  return { error };
}
