import { loadPackage } from "./load-package.ts";

/** The used part of the package koffi. Its own types would be missing if the package is. */
export interface Koffi {
  /** Functions of a library; without a path, of all libraries that the process has loaded. */
  load(path: null): { func(declaration: string): NativeFunction };
  /** `errno` of the last call in this thread. */
  errno(): number;
}

export type NativeFunction = (...values: readonly unknown[]) => number;

/**
 * Loads koffi, which is a peer dependency: few programs need it.
 *
 * @throws the error of `require` if it is not installed, or not for this platform.
 */
export function requireKoffi<T extends Koffi = Koffi>(): T {
  let failure: unknown;
  // Bundlers treat a `require` inside `try` as optional.
  try {
    return require("koffi");
  } catch (error) {
    failure = error;
  }
  return loadPackage("koffi", () => {
    throw failure;
  });
}

/** The error of the last call of a function of the C library, like those of Node. */
export function systemError(errno: number, syscall: string, path: string): Error {
  const { getSystemErrorName } = process.getBuiltinModule("node:util");
  const code = errno > 0 ? getSystemErrorName(-errno) : "UNKNOWN";
  const message = path === "" ? `${syscall} ${code}` : `${syscall} ${code} ${path}`;
  return Object.assign(new Error(message), { code, errno: -errno, syscall });
}
