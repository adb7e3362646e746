import { invalidOption } from "../diagnostics/invalid-option.ts";
import { show } from "../diagnostics/show.ts";
import { isFields } from "../fields/argument-kind.ts";
import { ownOptions } from "../own-members.ts";

/** A signal that fastlog can listen to. */
export type Signal = "SIGTERM" | "SIGINT" | "SIGHUP" | "SIGQUIT" | "SIGUSR1" | "SIGUSR2";

/** Signals that end the process, and signals that reopen log files. */
export interface SignalOptions {
  /**
   * Signals that write all records and then end the process as usual. Default SIGTERM, SIGINT and SIGHUP, without
   * those in `reopen`.
   */
  readonly end?: readonly Signal[] | undefined;
  /** Signals that reopen log files in all threads, as after a rotation, and do not end the process. Default none. */
  readonly reopen?: readonly Signal[] | undefined;
}

/** Signals that are sent to end a process, so `reopen` refuses them. */
const MEANT_TO_END: readonly unknown[] = ["SIGTERM", "SIGINT", "SIGQUIT"];
const SIGNALS = [
  "SIGTERM",
  "SIGINT",
  "SIGHUP",
  "SIGQUIT",
  "SIGUSR1",
  "SIGUSR2",
] as const satisfies readonly Signal[];
/** Checks the option `signals`. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function checkSignals(value: unknown, name: string): void {
  if (typeof value === "boolean") return;
  if (!isFields(value)) {
    const list = typeof value === "string" ? [value] : value;
    const isList = Array.isArray(list) && list.every((signal) => MEANT_TO_END.includes(signal));
    const meant = isList ? `; did you mean { end: ${show(list)} }?` : "";
    throw invalidOption(name, value, `expected true, false or { end, reopen }${meant}`);
  }
  const { end = [], reopen = [], ...others } = ownOptions<Record<string, unknown>>(value);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw invalidOption(`${name}.${unknown}`, others[unknown], "expected end and reopen only");
  }
  checkList(end, `${name}.end`);
  checkList(reopen, `${name}.reopen`);
  const both = end.find((signal) => reopen.includes(signal));
  if (both !== undefined) {
    throw invalidOption(name, value, `expected ${show(both)} in end or in reopen, not in both`);
  }
}

function checkList(value: unknown, name: string): asserts value is readonly Signal[] {
  const isList = Array.isArray(value) && value.every((signal) => SIGNALS.includes(signal));
  if (!isList) throw invalidOption(name, value, `expected an array of ${SIGNALS.join(", ")}`);
}
