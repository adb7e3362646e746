import { FastlogError } from "../../errors.ts";

/** The tokens that a path may contain in braces. */
const TOKENS = ["tag", "pid", "thread"];

/** A doubled brace stands for one brace. */
const TOKEN = /\{\{|\}\}|\{([^{}]*)\}/g;

/** Whether a path contains `{tag}`, so that the tag must be known. */
export function hasTag(path: string): boolean {
  return namesIn(path).includes("tag");
}

/** Whether a path contains tokens, so that threads or processes have files of their own. */
export function hasTokens(path: string): boolean {
  return namesIn(path).length > 0;
}

/** Throws `ERR_FASTLOG_INVALID_BACKEND` for an unknown token in a path. */
export function checkTokens(path: string): void {
  for (const name of namesIn(path)) {
    if (TOKENS.includes(name)) continue;
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_BACKEND",
      `unknown token "{${name}}" in the path "${path}" (expected {tag}, {pid} or {thread}; ` +
        `"{{" and "}}" are braces)`,
    );
  }
}

/** The path of this process and thread. Slashes in the tag are replaced, so that it cannot name another folder. */
export function resolveTokens(path: string, tag: string): string {
  return replaceTokens(path, (text) => text, {
    pid: String(process.pid),
    thread: String(process.getBuiltinModule("node:worker_threads").threadId),
    tag: tag.replace(/[/\0]|^\.+$/g, "_"),
  });
}

/** Returns the value of a token. */
export type Replacement = string | (() => string);

/** Replaces the tokens of a path, and turns doubled braces into single ones. */
export function replaceTokens(
  path: string,
  literal: (text: string) => string,
  by: Readonly<Record<string, Replacement>>,
): string {
  let replaced = "";
  let end = 0;
  for (const { 0: token, 1: name, index } of path.matchAll(TOKEN)) {
    replaced += literal(path.slice(end, index));
    end = index + token.length;
    const replacement = name === undefined ? literal(token[0] as string) : by[name];
    replaced += typeof replacement === "function" ? replacement() : (replacement ?? token);
  }
  return replaced + literal(path.slice(end));
}

function namesIn(path: string): string[] {
  const names: string[] = [];
  for (const [, name] of path.matchAll(TOKEN)) if (name !== undefined) names.push(name);
  return names;
}
