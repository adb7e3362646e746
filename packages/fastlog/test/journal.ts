import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Child, type Ended, run, type StartOptions, start } from "./child.ts";
import { folder } from "./folder.ts";
import { tool } from "./tools.ts";
import { until } from "./until.ts";

const daemon = tool("systemd-journald", "systemd");
const reader = tool("journalctl", "systemd");
const socat = tool("socat", "socat");

/** Whether a real journal can be run here. */
export const hasJournal: boolean = [daemon, reader, socat].every((path) => path !== undefined);

/**
 * Runs a command as systemd runs a unit: its standard output is a stream socket of the journal, connected and
 * blocking, which `JOURNAL_STREAM` names.
 */
export function runUnit(
  socket: string,
  argv: readonly string[],
  options?: StartOptions,
): Promise<Ended> {
  const script = join(folder(), "unit.sh");
  const words = argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  const lines = [
    "export JOURNAL_STREAM=$(stat -L -c %d:%i /proc/$$/fd/1)",
    // What systemd tells the journal of a unit.
    String.raw`printf 'unit\n\n6\n1\n0\n0\n0\n'`,
    `exec ${words.join(" ")}`,
  ];
  writeFileSync(script, lines.join("\n"));
  const unit = `EXEC:sh ${script},nofork`;
  return run([socat as string, `UNIX-CONNECT:${socket}`, unit], options);
}

/** A record as journalctl shows it: what is not text, or too long, is something else. */
export type Entry = Readonly<Record<string, unknown>>;

/** A real systemd-journald of its own, apart from the one that the system may have. */
export class Journal {
  readonly #at = folder();
  readonly #logs = join(this.#at, "logs");
  readonly #run = join(this.#at, "run");
  readonly #child: Child;

  constructor() {
    mkdirSync(this.#logs);
    mkdirSync(this.#run);
    const env = { RUNTIME_DIRECTORY: this.#run, LOGS_DIRECTORY: this.#logs };
    // Only the daemon of a namespace takes other folders than the system's.
    this.#child = start([daemon as string, "test"], { env });
  }

  get socket(): string {
    return join(this.#run, "stdout");
  }

  /** Waits until it listens. */
  async isReady(): Promise<void> {
    await until(() => existsSync(this.socket) || this.#hasEnded);
  }

  /** Waits for so many records that came by a stream, and returns them. */
  async entries(count: number): Promise<Entry[]> {
    const options = ["-D", this.#logs, "-o", "json", "--all", "_TRANSPORT=stdout"];
    let entries: Entry[] = [];
    await until(async () => {
      const { stdout } = await run([reader as string, ...options]);
      entries = stdout.split("\n").slice(0, -1).map(parse);
      return entries.length >= count || this.#hasEnded;
    });
    return entries;
  }

  async stop(): Promise<void> {
    this.#child.process.kill("SIGTERM");
    await this.#child.ended;
  }

  get #hasEnded(): boolean {
    const { exitCode, signalCode } = this.#child.process;
    return exitCode !== null || signalCode !== null;
  }
}

function parse(line: string): Entry {
  return JSON.parse(line) as Entry;
}
