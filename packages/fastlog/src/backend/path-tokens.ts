import { FastlogError } from "../errors.ts";

/** What a path may hold in braces. */
const TOKENS = ["tag", "pid", "thread"];

const TOKEN = /\{([^{}]*)\}/g;

/** Whether a path has a file each for what is named differently: its tag has to be known. */
export function hasTag(path: string): boolean {
  return path.includes("{tag}");
}

/** Throws `ERR_FASTLOG_INVALID_BACKEND` where a path has something in braces that means nothing. */
export function checkTokens(path: string): void {
  for (const [token, name = ""] of path.matchAll(TOKEN)) {
    if (TOKENS.includes(name)) continue;
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_BACKEND",
      `unknown token "${token}" in the path "${path}" (expected {tag}, {pid} or {thread})`,
    );
  }
}

/** The path of this process and thread. A tag cannot name another folder. */
export function resolveTokens(path: string, tag: string): string {
  return path.replace(TOKEN, (_, name: string) => {
    if (name === "pid") return String(process.pid);
    if (name === "tag") return tag.replace(/[/\0]|^\.+$/g, "_");
    return String(process.getBuiltinModule("node:worker_threads").threadId);
  });
}
