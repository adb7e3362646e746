import type { BackendCounters, BackendState } from "../backend/backend.ts";
import type { Overflow } from "../batch/overflow.ts";
import { expectThat, quoted, type Rule } from "./rule.ts";
import type { SessionRule } from "./session-rule.ts";

const OVERFLOWS: readonly Overflow[] = ["block", "drop-newest", "drop-oldest"];
const STATES: readonly BackendState[] = ["idle", "open", "connecting", "waiting", "gone", "closed"];

/** The rules of the members that not every backend has. Where it has none, they are kept. */
export function memberRules(check: SessionRule): readonly Rule[] {
  return [
    check("has a name, and options that fastlog knows", async ({ backend }) => {
      const { name, overflow, overflows, buffer, flushAfter, maxRecord } = backend;
      const isNamed = typeof name === "string" && /^[^\p{Cc}]+$/u.test(name);
      expectThat(isNamed, `its name is ${quoted(String(name))}, expected a text of one line`);
      for (const policy of [overflow ?? [], overflows ?? []].flat()) {
        expectThat(OVERFLOWS.includes(policy), `${quoted(policy)} is no overflow policy`);
      }
      for (const [option, value] of Object.entries({ buffer, flushAfter, maxRecord })) {
        const isSize = value === undefined || (typeof value === "number" && value >= 0);
        expectThat(isSize, `its ${option} is ${String(value)}, expected a number`);
      }
    }),

    check("loses nothing in reopen()", async (session) => {
      const reopen = () => session.call("reopen", () => session.backend.reopen?.());
      session.start();
      reopen();
      session.submitAll();
      reopen();
      session.submit(1);
      await session.flush();
      reopen();
      session.submit(1);
      await session.flush();
      await session.hasArrived();
    }),

    check("counts in numbers that only grow", async (session) => {
      const counters = () => session.call("counters", () => session.backend.counters?.());
      const seen = [counters()];
      session.start();
      session.submitAll();
      seen.push(counters());
      await session.flush();
      seen.push(counters());
      await session.close();
      seen.push(counters());
      for (const [i, each] of seen.entries()) checkCounters(each, seen[i - 1]);
    }),

    check(
      "drops in dropOldest() the oldest first, and those of warn and worse last",
      async (session) => {
        const { backend, ledger } = session;
        session.start();
        for (let i = 0; i < 4; i++) {
          session.submit(2);
          session.submit(1, 60, "warn");
        }
        const { length } = ledger.submitted;
        for (let i = 0; session.call("dropOldest", () => backend.dropOldest?.() === true); i++) {
          expectThat(ledger.dropped.length > i, "it returned true and had dropped nothing");
        }
        expectThat(ledger.dropped.length <= length, "it dropped a record twice");
        checkOrder(ledger.submitted, ledger.dropped);
        await session.flush();
        await session.hasArrived();
      },
    ),

    check("gives away in surrender() what it has not delivered, in order", async (session) => {
      const { backend, ledger } = session;
      session.start();
      session.submitAll();
      const surrendered = session.call("surrender", () => backend.surrender?.() ?? []);
      const lines = surrendered.flatMap((chunk) => chunk.content.toString().match(/.*\n/g) ?? []);
      const rest = ledger.submitted.slice(ledger.submitted.length - lines.length);
      expectThat(
        lines.join("") === rest.join(""),
        "it gave away others than the last, or in another order",
      );
      for (const chunk of surrendered) chunk.discard();
      session.submit(1);
      await session.flush();
      await session.hasArrived();
    }),
  ];
}

function checkCounters(
  now: BackendCounters | undefined,
  before: BackendCounters | undefined,
): void {
  if (now === undefined) return;
  const { state, errors } = now;
  expectThat(typeof errors === "object" && errors !== null, "counters() has no errors");
  expectThat(state === undefined || STATES.includes(state), `${quoted(String(state))} is no state`);
  const totals = totalsOf(now);
  const former = before === undefined ? {} : totalsOf(before);
  for (const [name, total] of Object.entries(totals)) {
    const isCount = Number.isInteger(total) && total >= 0;
    expectThat(isCount, `its counter ${name} is ${String(total)}, expected a count`);
    expectThat(total >= (former[name] ?? 0), `its counter ${name} has become less`);
  }
}

function totalsOf(counters: BackendCounters): Record<string, number> {
  const { errors, reconnects = 0, uncertain = 0, oversized = 0, diverted = 0 } = counters;
  return { ...errors, reconnects, uncertain, oversized, diverted };
}

/** Of the records of a level the oldest go first, and the severe ones after all others that go. */
function checkOrder(submitted: readonly string[], dropped: readonly string[]): void {
  const isSevere = (line: string) => !line.includes(" info ");
  const severe = dropped.findIndex(isSevere);
  const late = severe === -1 ? [] : dropped.slice(severe).filter((line) => !isSevere(line));
  expectThat(late.length === 0, `it dropped ${quoted(late[0] ?? "")} after one of warn`);
  for (const kind of [dropped.filter(isSevere), dropped.filter((line) => !isSevere(line))]) {
    const places = kind.map((line) => submitted.indexOf(line));
    const isAscending = places.every((place, i) => i === 0 || place > (places[i - 1] as number));
    expectThat(isAscending, "it dropped a record before an older one");
  }
}
