import { capture } from "fastlog/testing";

/** The logger of the runtime, whose functions are bound to no target. */
export function plain() {
  const key = Object.getOwnPropertySymbols(globalThis).find((symbol) =>
    symbol.description?.startsWith("fastlog.runtime/"),
  );
  return globalThis[key]().plain;
}

/** The target of what a function logs here. */
export async function logged(log) {
  const captured = capture({ format: { template: "{target}" + "{message}" } });
  log("");
  captured.restore();
  return captured.lines[0];
}
