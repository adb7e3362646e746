import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { program } from "../child.ts";
import { recordsIn } from "../lines.ts";
import { fileBackend, pipe, type Sink, terminal } from "../sinks.ts";
import { tcpPeer, tlsPeer, unixPeer } from "../sockets/peer-sinks.ts";

const COUNT = 100_000;
const PAGE = join(import.meta.dirname, "../../../../docs/concepts/exit-table.md");

type Pace = "busy" | "turns";

interface Kind {
  readonly name: string;
  readonly sink: Sink | undefined;
  readonly paces: readonly Pace[];
  /** What was logged waits for a connection, so that a sudden end takes it along. */
  readonly isSocket?: true;
}

const KINDS: readonly Kind[] = [
  { name: "file", sink: fileBackend, paces: ["busy", "turns"] },
  { name: "pipe", sink: pipe, paces: ["busy", "turns"] },
  { name: "terminal", sink: terminal, paces: ["busy", "turns"] },
  { name: "TCP", sink: tcpPeer, paces: ["busy", "turns"], isSocket: true },
  { name: "Unix", sink: unixPeer, paces: ["busy"], isSocket: true },
  { name: "TLS", sink: tlsPeer, paces: ["busy"], isSocket: true },
];

interface Row {
  readonly where: "main" | "worker";
  readonly ending: string;
  readonly what: string;
  readonly status: number;
  /** It promises the records of ended turns only, and a busy loop is one turn; of sockets nothing. */
  readonly isSudden?: true;
  /** It promises nothing of what waits for a socket. */
  readonly isLocal?: true;
}

const ROWS: readonly Row[] = [
  { where: "main", ending: "return", what: "it has nothing left to do", status: 0 },
  { where: "main", ending: "exit", what: "`process.exit()`", status: 0 },
  { where: "main", ending: "throw", what: "an uncaught exception", status: 1 },
  { where: "main", ending: "reject", what: "an unhandled rejection", status: 1 },
  { where: "main", ending: "listenerThrows", what: "an `exit` listener that throws", status: 1 },
  {
    where: "main",
    ending: "handlerThrows",
    what: "an `uncaughtException` handler that throws",
    status: 7,
    isLocal: true,
  },
  {
    where: "main",
    ending: "unheard",
    what: "`process.removeAllListeners()`, and `process.exit()`",
    status: 0,
    isLocal: true,
  },
  {
    where: "main",
    ending: "closed",
    what: "`close()` without `await`, and `process.exit()`",
    status: 0,
  },
  { where: "main", ending: "replaced", what: "another backend, and `process.exit()`", status: 0 },
  { where: "main", ending: "fatal", what: "SIGKILL after `fatal()`", status: 137, isLocal: true },
  { where: "main", ending: "SIGTERM", what: "SIGTERM, with `signals`", status: 143 },
  { where: "main", ending: "SIGINT", what: "SIGINT, with `signals`", status: 130 },
  { where: "main", ending: "SIGHUP", what: "SIGHUP, with `signals`", status: 129 },
  {
    where: "main",
    ending: "SIGKILL",
    what: "SIGKILL, with `flushAfter: 0`",
    status: 137,
    isSudden: true,
  },
  { where: "main", ending: "later", what: "SIGKILL 5 ms later", status: 137, isLocal: true },
  { where: "worker", ending: "return", what: "it has nothing left to do", status: 0 },
  { where: "worker", ending: "exit", what: "`process.exit()` in it", status: 0 },
  { where: "worker", ending: "throw", what: "an uncaught exception", status: 0 },
  { where: "worker", ending: "reject", what: "an unhandled rejection", status: 0 },
  { where: "worker", ending: "exitOfMain", what: "`process.exit()` in the main thread", status: 0 },
  { where: "worker", ending: "fatal", what: "SIGKILL after `fatal()`", status: 137, isLocal: true },
  { where: "worker", ending: "SIGTERM", what: "SIGTERM, with `signals`", status: 143 },
  { where: "worker", ending: "SIGINT", what: "SIGINT, with `signals`", status: 130 },
  { where: "worker", ending: "SIGHUP", what: "SIGHUP, with `signals`", status: 129 },
  {
    where: "worker",
    ending: "SIGKILL",
    what: "SIGKILL, with `flushAfter: 0`",
    status: 137,
    isSudden: true,
  },
  { where: "worker", ending: "later", what: "SIGKILL 5 ms later", status: 137, isLocal: true },
];

/** How many records were lost, by the row and the column. */
const lost = new Map<string, number>();

for (const { name: kind, sink, paces, isSocket = false } of KINDS) {
  describe.skipIf(sink === undefined)(`of 100,000 records to ${kind} none is lost`, () => {
    const promised = ROWS.filter(
      ({ isLocal = false, isSudden = false }) => !(isSocket && (isLocal || isSudden)),
    );
    const cells = promised.flatMap((row) =>
      paces
        .filter((pace) => row.isSudden !== true || pace === "turns")
        .map((pace) => ({ ...row, pace })),
    );

    test.concurrent.for(cells)(
      "$where, $pace: $ending",
      async ({ where, pace, ending, status }) => {
        const outcome = await (sink as Sink)(program("exit-table.mjs", where, pace, ending, COUNT));
        const { count, rest } = recordsIn(outcome.text);
        lost.set(`${where} ${ending} ${kind} ${pace}`, COUNT - count);
        expect({ count, rest, status: outcome.status }).toEqual({ count: COUNT, rest: "", status });
      },
    );
  });
}

const isWhole = KINDS.every(({ sink }) => sink !== undefined);

describe.skipIf(!isWhole)("the documentation", () => {
  test("has what was measured here", async () => {
    const columns = KINDS.flatMap(({ name, paces }) => paces.map((pace) => [name, pace] as const));
    const rows = ROWS.map(({ where, ending, what }) => {
      const cells = columns.map(
        ([kind, pace]) => lost.get(`${where} ${ending} ${kind} ${pace}`) ?? "–",
      );
      return `| ${where} | ${what} | ${cells.join(" | ")} |`;
    });
    const page = [
      "# Records lost at exit, of 100,000",
      "",
      "How many of 100,000 records are lost, for each way to exit. The test `exit-table.test.ts` writes this page, and fails if",
      "a cell is not 0.",
      "",
      "Each cell is a process. Its main thread or a worker logs in one busy loop, or 500 records in each turn of the event",
      "loop, and then the process exits. The peers of the sockets read at once, `buffer` holds all records, and `exitTimeout`",
      "is 60 s.",
      "",
      "– means that nothing is guaranteed. SIGKILL, like any signal without the option `signals`, loses the records of the",
      "running turn that are not in full chunks (a busy loop is one turn), those of the last `flushAfter` (1 ms), and those",
      "that wait for a socket. Records that wait for a socket are also lost if an `uncaughtException` handler throws, or if the",
      "listeners are removed before the socket is connected.",
      "",
      `| who logs | how the process exits | ${columns.map((column) => column.join(", ")).join(" | ")} |`,
      `|---|---|${columns.map(() => "---|").join("")}`,
      ...rows,
      "",
    ].join("\n");
    await expect(page).toMatchFileSnapshot(PAGE);
  });
});
