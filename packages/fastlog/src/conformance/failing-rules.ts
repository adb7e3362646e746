import type { MakeBackend } from "./backend-session.ts";
import { expectThat, type Rule, Violation } from "./rule.ts";
import { type SessionRule, sessionRules } from "./session-rule.ts";

/** How long a flush may take, in milliseconds. */
const FLUSH_TIMEOUT = 50;

/** The rules of a backend that cannot deliver. */
export function failingRules(make: MakeBackend, patience: number): readonly Rule[] {
  const checks = sessionRules(make, patience);
  const check: SessionRule = (name, body) => checks(`${name} where it cannot deliver`, body);
  return [
    check("throws nothing, and settles flush(timeout) and close()", async (session) => {
      session.start();
      session.submitAll();
      session.flushSync();
      await isSettled(session.flush(FLUSH_TIMEOUT));
      session.submit(1);
      session.flushSync(FLUSH_TIMEOUT);
      session.call("counters", () => session.backend.counters?.());
      await isSettled(session.close());
    }),

    check("tells of it, by report(), counters() or a rejected flush()", async (session) => {
      session.start();
      session.submitAll();
      const hasFlushed = await session.flush(FLUSH_TIMEOUT).then(
        () => true,
        () => false,
      );
      await isSettled(session.close());
      const { errors = {}, state } = session.backend.counters?.() ?? {};
      const isTold =
        !hasFlushed ||
        session.troubles.length > 0 ||
        Object.values(errors).some((count) => count > 0) ||
        state === "gone";
      expectThat(isTold, "nothing was said of it");
      for (const { backend, code, message } of session.troubles) {
        const isWhole = [backend, code, message].every((text) => typeof text === "string" && text);
        expectThat(Boolean(isWhole), "a report lacks backend, code or message");
      }
    }),

    check("discards in close() what it has, and releases nothing of it", async (session) => {
      session.start();
      session.submitAll();
      await isSettled(session.flush(FLUSH_TIMEOUT));
      await isSettled(session.close());
      session.hasGivenBack();
      const received = await session.received();
      const lost = session.ledger.delivered.filter((line) => !received.includes(line));
      expectThat(lost.length === 0, `${lost.length} records were released and have not arrived`);
    }),
  ];
}

/** Resolves however a promise is settled, unless that is too late. */
async function isSettled(promise: Promise<void>): Promise<void> {
  await promise.catch((error) => {
    if (error instanceof Violation) throw error;
  });
}
