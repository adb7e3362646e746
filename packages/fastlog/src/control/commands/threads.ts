import { FastlogError } from "../../errors.ts";
import type { Answer, Command } from "../command.ts";
import type { Controlled } from "../controlled.ts";
import { DUMP, FLUSH, REPORT } from "../questions.ts";
import { invalidRequest, numberIn } from "../request.ts";
import { dumpedOf, flushedOf, reportOf, type ThreadReport } from "../thread-report.ts";

/** How long threads may take to answer, in milliseconds. */
const PATIENCE = 1000;

const FLUSH_TIMEOUT = 10_000;
const MOST_TIMEOUT = 60_000;

/** Lists the threads. */
export const threads: Command = {
  about: "lists the threads that log, with their filters; silent ones are in a loop, or blocked",
  members: {},
  async run(of) {
    const { reports, silent } = await reportsOf(of);
    return { threads: reports.map(({ stats, ...report }) => report), silent };
  },
};

/** Shows the counters of all threads. */
export const stats: Command = {
  about: "shows the counters of the backends of all threads, as stats() does",
  members: {},
  async run(of): Promise<Answer> {
    const { reports, silent } = await reportsOf(of);
    return {
      threads: reports.map(({ thread, tag, stats }) => ({ thread, tag, ...stats })),
      silent,
    };
  },
};

/** Opens log files again. */
export const reopen: Command = {
  about: "opens the log files of all threads again, as after a rotation",
  members: {},
  run(of) {
    of.reopen();
    return {};
  },
};

/** Writes what recorders keep. */
export const dump: Command = {
  about: "writes the records that the recorders of all threads keep to the log",
  members: {},
  async run(of): Promise<Answer> {
    const own = dumpedOf(of, DUMP);
    const { answers, silent } = await of.ask({ what: DUMP, timeout: PATIENCE });
    const threads = [{ thread: 0, answer: own as unknown }, ...answers].flatMap(
      ({ thread, answer }) => (typeof answer === "number" ? { thread, records: answer } : []),
    );
    if (threads.length > 0) return { threads, silent };
    throw invalidRequest(
      "no thread has a recorder (configure({ recorder: true }) or LOG_RECORDER=1)",
    );
  },
};

/** Flushes all threads. */
export const flush: Command = {
  about: "waits until the operating system has all that all threads have logged",
  members: { timeout: `ms from 1 to ${MOST_TIMEOUT}; default ${FLUSH_TIMEOUT}` },
  async run(of, request) {
    const timeout = numberIn(request, "timeout", 1, MOST_TIMEOUT) ?? FLUSH_TIMEOUT;
    const [own, { answers, silent }] = await Promise.all([
      flushedOf(of, timeout),
      of.ask({ what: FLUSH, timeout }),
    ]);
    const failed = [{ thread: 0, answer: own as unknown }, ...answers].flatMap(
      ({ thread, answer }) => (typeof answer === "string" ? `thread ${thread}: ${answer}` : []),
    );
    const late = silent.map((thread) => `thread ${thread} has not answered`);
    const [first, ...others] = [...failed, ...late];
    if (first === undefined) return { threads: answers.length + 1 };
    const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
    throw new FastlogError("ERR_FASTLOG_BACKEND_UNAVAILABLE", `not flushed: ${first}${more}`);
  },
};

/** Reports of this thread and all others, and the ids of those that do not answer. */
async function reportsOf(of: Controlled) {
  const { answers, silent } = await of.ask({ what: REPORT, timeout: PATIENCE });
  const others = answers.flatMap(({ answer }) => (isReport(answer) ? answer : []));
  return { reports: [reportOf(of), ...others], silent };
}

/** An older copy of the package in a worker has no answer. */
function isReport(answer: unknown): answer is ThreadReport {
  return typeof answer === "object" && answer !== null;
}
