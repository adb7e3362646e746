import { FastlogError } from "../../errors.ts";

/** What a path may hold in braces. */
const TOKENS = ["tag", "pid", "thread"];

/** A doubled brace is the brace itself. */
const TOKEN = /\{\{|\}\}|\{([^{}]*)\}/g;

/** Whether a path has a file each for what is named differently: its tag has to be known. */
export function hasTag(path: string): boolean {
  return namesIn(path).includes("tag");
}

/** Whether a path has a file each for threads or processes. */
export function hasTokens(path: string): boolean {
  return namesIn(path).length > 0;
}

/** Throws `ERR_FASTLOG_INVALID_BACKEND` where a path has something in braces that means nothing. */
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

/** The path of this process and thread. A tag cannot name another folder. */
export function resolveTokens(path: string, tag: string): string {
  return replaceTokens(path, (text) => text, {
    pid: String(process.pid),
    thread: String(process.getBuiltinModule("node:worker_threads").threadId),
    tag: tag.replace(/[/\0]|^\.+$/g, "_"),
  });
}

/** Stands for a token. */
export type Replacement = string | (() => string);

/** A path with its tokens replaced, and braces that are doubled made single. */
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
