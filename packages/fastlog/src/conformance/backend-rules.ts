import type { Capture } from "../capture/capture.ts";
import type { MakeBackend } from "./backend-session.ts";
import { deliveryRules } from "./delivery-rules.ts";
import { failingRules } from "./failing-rules.ts";
import { memberRules } from "./member-rules.ts";
import { expectThat, quoted, type Rule } from "./rule.ts";
import { sessionRules } from "./session-rule.ts";
import { type MakeStalledBackend, stalledRules } from "./stalled-rules.ts";

/** Backends to check, each made anew for each rule. */
export interface BackendChecks {
  /** Makes a backend that delivers. */
  readonly working: MakeBackend;
  /**
   * Makes one that cannot deliver anything, as to a full disk or an address where nobody listens. Without it the
   * rules about failures are left out.
   */
  readonly failing?: MakeBackend;
  /**
   * Makes one whose receiver takes nothing until it is told to. Without it the rules about slow receivers are left
   * out.
   */
  readonly stalled?: MakeStalledBackend;
  /**
   * How long to wait for what has to happen and does not, in milliseconds. Default 10,000. A backend that keeps
   * the rules is not held up by it.
   */
  readonly patience?: number;
}

/** How long it is waited for what does not happen, in milliseconds. */
const PATIENCE = 10_000;

/** The rules that a backend has to keep. `begin` captures what is logged in this thread. */
export function rulesOfBackends(checks: BackendChecks, begin: () => Capture): readonly Rule[] {
  const { working, failing, stalled, patience = PATIENCE } = checks;
  const check = sessionRules(working, patience);
  return [
    ...deliveryRules(check),
    ...memberRules(check),
    silenceRule(working, patience, begin),
    ...(failing === undefined ? [] : failingRules(failing, patience)),
    ...(stalled === undefined ? [] : stalledRules(stalled, patience)),
  ];
}

/** A backend that logs is asked to deliver what it logs, for ever. */
function silenceRule(make: MakeBackend, patience: number, begin: () => Capture): Rule {
  const logged: string[] = [];
  const check = sessionRules(make, patience, (call) => {
    const captured = begin();
    try {
      return call();
    } finally {
      captured.restore();
      logged.push(...captured.lines);
    }
  });
  return check("does not log through fastlog", async (session) => {
    logged.length = 0;
    session.start();
    session.submitAll();
    session.flushSync();
    await session.flush();
    await session.close();
    expectThat(logged.length === 0, `it logged ${quoted(logged[0] ?? "")}`);
  });
}
