import type { Backend, Recipe } from "../backend/backend.ts";
import { stderr, stdout } from "../backend/fd/standard.ts";
import { file } from "../backend/file/file.ts";
import { otlp } from "../backend/otlp/otlp.ts";
import { processStderr, processStdout } from "../backend/process-stream.ts";
import { journald, tcp, tls, udp, unix, unixgram } from "../backend/sockets.ts";
import { show } from "../diagnostics/show.ts";
import { FastlogError } from "../errors.ts";
import type { BackendEntry } from "./backend-option.ts";
import type { InheritedEntry } from "./inheritance.ts";

const FACTORIES = {
  file,
  stdout,
  stderr,
  processStdout,
  processStderr,
  tcp,
  tls,
  unix,
  journald,
  udp,
  unixgram,
  otlp,
};

/** Makes a backend like the one that a recipe is of. Throws what its factory throws. */
export function makeBackend({ factory, args }: Recipe): Backend {
  if (!Object.hasOwn(FACTORIES, factory)) {
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_BACKEND",
      `invalid recipe ${show(factory)} (expected ${Object.keys(FACTORIES).join(", ")})`,
    );
  }
  const make = FACTORIES[factory as keyof typeof FACTORIES] as (...args: unknown[]) => Backend;
  return make(...args);
}

/**
 * Makes this thread's own backends of inherited entries. If one cannot be made, closes those made before.
 */
export function makeEntries(inherited: readonly InheritedEntry[]): BackendEntry[] {
  const made: Backend[] = [];
  const make = (backend: string | Recipe) => {
    if (typeof backend === "string") return backend;
    const one = makeBackend(backend);
    made.push(one);
    return one;
  };
  try {
    return inherited.map(({ backend, fallback, ...own }) => ({
      ...own,
      backend: make(backend),
      ...(fallback === undefined ? {} : { fallback: make(fallback) }),
    }));
  } catch (error) {
    for (const backend of made) backend.close().catch(() => {});
    throw error;
  }
}
