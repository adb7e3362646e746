import { CHUNK_SIZE } from "../batch/chunk.ts";
import { BackendSession, BUFFER, type CheckedBackend } from "./backend-session.ts";
import { expectThat, type Rule, rule } from "./rule.ts";

/** A backend whose receiver takes nothing. */
export interface StalledBackend extends CheckedBackend {
  /** From now on it takes everything. */
  resume(): void;
}

/** Makes a new backend for each rule. */
export type MakeStalledBackend = () => StalledBackend | Promise<StalledBackend>;

/** More than operating systems keep for a receiver that is slow, in bytes. */
const TOO_MUCH = 67_108_864;

const RECORD = 1_024;

/** How long a flush waits that cannot succeed, in milliseconds. */
const FLUSH_TIMEOUT = 50;

/** The rules of a backend whose receiver takes nothing for a while. */
export function stalledRules(make: MakeStalledBackend, patience: number): readonly Rule[] {
  const check = (
    name: string,
    body: (session: BackendSession, resume: () => void) => Promise<void>,
  ) =>
    rule(name, async () => {
      const subject = await make();
      const session = new BackendSession(subject, patience);
      try {
        session.start();
        await body(session, () => subject.resume());
      } finally {
        subject.resume();
        await session.end();
      }
    });

  return [
    check("holds no more than its buffer while its receiver takes nothing", async (session) => {
      await fill(session);
    }),

    check("rejects flush(timeout) while its receiver takes nothing", async (session) => {
      // A flush succeeds for as long as the operating system takes bytes for the receiver. On a busy machine, that
      // may go on after the backend had looked full.
      for (let taken = 0; ; ) {
        taken = await fill(session, taken);
        const hasFlushed = await session.flush(FLUSH_TIMEOUT).then(
          () => true,
          () => false,
        );
        if (!hasFlushed) return;
        const { bytesOut } = session.ledger;
        expectThat(bytesOut === 0, `it resolved while the backend held ${bytesOut} bytes`);
      }
    }),

    check("delivers all in order once its receiver takes it again", async (session, resume) => {
      await fill(session);
      resume();
      await session.flush();
      await session.hasArrived();
    }),
  ];
}

/**
 * Submits as much as fastlog would: until the backend has a buffer full of chunks. Returns how many bytes the backend
 * was given so far.
 */
async function fill(session: BackendSession, before = 0): Promise<number> {
  const limit = session.backend.buffer ?? BUFFER;
  const { ledger } = session;
  let bytes = before;
  let idle = 0;
  // Until it gives nothing back for some turns.
  while (idle < 3) {
    if (ledger.bytesOut + CHUNK_SIZE > limit) {
      idle++;
    } else {
      idle = 0;
      session.submit(CHUNK_SIZE / RECORD, RECORD);
      bytes += CHUNK_SIZE;
      expectThat(bytes <= TOO_MUCH, `it has taken ${bytes} bytes (its buffer is ${limit})`);
    }
    await session.turns();
  }
  return bytes;
}
