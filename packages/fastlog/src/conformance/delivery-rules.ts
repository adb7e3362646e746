import { OVERWRITTEN } from "./ledger.ts";
import { expectThat, quoted, type Rule } from "./rule.ts";
import type { SessionRule } from "./session-rule.ts";

/** The rules of a backend that can deliver: what has to arrive, and when. */
export function deliveryRules(check: SessionRule): readonly Rule[] {
  return [
    check("delivers whole records, in the order in which they were submitted", async (session) => {
      session.start();
      session.submitAll();
      await session.flush();
      session.submitAll();
      await session.turns();
      session.submit(2);
      await session.close();
      await session.hasArrived();
    }),

    check("resolves flush() once all is delivered that was submitted before", async (session) => {
      session.start();
      await session.flush();
      session.submitAll();
      await session.flush();
      await session.hasArrived();
      session.submit(1);
      await Promise.all([session.flush(), session.flush(1_000), session.flush()]);
      await session.hasArrived();
    }),

    check("delivers each record once, however flush() and flushSync() follow", async (session) => {
      session.start();
      session.flushSync();
      session.submitAll();
      session.flushSync();
      session.submit(1, 60, "error");
      const flushed = session.flush();
      session.flushSync();
      session.submit(2);
      await flushed;
      session.submit(1);
      session.flushSync(100);
      await session.flush();
      await session.hasArrived();
    }),

    check("delivers in close() what it has, and gives back each chunk", async (session) => {
      session.start();
      session.submitAll();
      await session.close();
      session.hasGivenBack();
      await session.hasArrived();
    }),

    check("gives back a chunk once", async (session) => {
      session.start();
      session.submitAll();
      session.flushSync();
      session.submitAll();
      await session.flush();
      await session.close();
      await session.turns();
      const { repeated } = session.ledger;
      expectThat(repeated === 0, `${repeated} chunks were given back again`);
    }),

    check(
      "does not change a chunk, and does not read it once it is given back",
      async (session) => {
        session.start();
        session.submitAll();
        session.flushSync();
        session.submitAll();
        await session.flush();
        await session.close();
        const [line] = session.ledger.changed;
        expectThat(line === undefined, `a chunk came back with ${quoted(line ?? "")}`);
        const received = await session.received();
        expectThat(
          !received.includes(OVERWRITTEN),
          "what arrived was read from a chunk given back",
        );
      },
    ),

    check("is quiet once it is closed, and can be flushed and closed again", async (session) => {
      session.start();
      session.submitAll();
      await session.close();
      const { troubles, ledger } = session;
      const before = [troubles.length, ledger.delivered.length, ledger.dropped.length];
      session.flushSync();
      session.call("reopen", () => session.backend.reopen?.());
      await session.flush();
      await session.close();
      await session.turns();
      const after = [troubles.length, ledger.delivered.length, ledger.dropped.length];
      expectThat(String(after) === String(before), "it reported or gave back something afterwards");
      await session.hasArrived();
    }),
  ];
}
