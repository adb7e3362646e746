import type { Runtime } from "../../lifecycle/runtime.ts";
import { sharedRuntime } from "../../lifecycle/shared-runtime.ts";

/** Variables that the library would read for records of this process, which logs none. */
const VARIABLES = [
  "LOG",
  "LOG_BACKEND",
  "LOG_CONTROL",
  "LOG_FORMAT",
  "LOG_LEVEL",
  "LOG_RECORDER",
  "LOG_RECORDER_FILE",
  "LOG_TAG",
];

/** Loads the library, of which other commands need nothing. */
export async function loadCore(): Promise<Runtime> {
  for (const name of VARIABLES) delete process.env[name];
  await import("../../index.ts");
  return sharedRuntime(missing);
}

function missing(): never {
  throw new Error("fastlog is not loaded");
}
