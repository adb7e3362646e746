import type { TracepointState } from "../../call/tracepoints.ts";
import { dateOf } from "../../config/lease-changes.ts";
import { timeOf } from "../../config/leases.ts";
import { show } from "../../diagnostics/show.ts";
import type { Answer, Command } from "../command.ts";
import { isPointsAnswer, type PointChange, pointsHere } from "../point-changes.ts";
import { POINTS } from "../questions.ts";
import { invalidRequest, type Request, textIn } from "../request.ts";

/** How long threads may take to answer, in milliseconds. */
const PATIENCE = 1000;

/** Longest name of a tracepoint that is taken, in characters. */
const MOST_LENGTH = 256;

/** Lists, attaches and detaches tracepoints. */
export const points: Command = {
  about: "lists the tracepoints of all threads; logs the hits of some for a time, or ends that",
  members: {
    attach: 'logs the hits of these, whatever the filter: "db::query", "db::*"',
    for: 'a time of at most a day: "10m", "90s"; default "10m"',
    detach: "ends what was attached by this name",
  },
  async run(of, request): Promise<Answer> {
    const change = changeOf(request);
    const { attach, detach, time } = change;
    const own = pointsHere(change);
    const { answers, silent } = await of.ask({ what: POINTS, timeout: PATIENCE, change });
    const threads = [{ thread: 0, answer: own as unknown }, ...answers].flatMap(
      ({ thread, answer }) => (isPointsAnswer(answer) ? [{ thread, ...answer }] : []),
    );
    const isChanged = threads.some((answer) => answer.isChanged);
    if (detach !== undefined) {
      if (!isChanged) throw invalidRequest(`nothing is attached by ${show(detach)}`);
      of.notice("tracepoints detached", { name: detach });
    }
    if (attach !== undefined) {
      if (!isChanged) throw invalidRequest("no thread has loaded fastlog/tracepoint");
      of.notice("tracepoints attached", { name: attach, until: dateOf(time) });
    }
    return { points: threads.flatMap(({ thread, list }) => list.map(stateIn(thread))), silent };
  },
};

function changeOf(request: Request): PointChange {
  const [attach, detach] = [nameIn(request, "attach"), nameIn(request, "detach")];
  if (attach !== undefined && detach !== undefined) {
    throw invalidRequest("attach does not go with detach");
  }
  if (attach === undefined && request["for"] !== undefined) {
    throw invalidRequest("for goes with attach only");
  }
  return { attach, detach, time: timeOf(request["for"]) };
}

function nameIn(request: Request, member: string): string | undefined {
  const name = textIn(request, member);
  if (name === undefined || (name !== "" && name.length <= MOST_LENGTH)) return name;
  throw invalidRequest(
    `invalid ${member} ${show(name)} of points (expected 1 to ${MOST_LENGTH} characters)`,
  );
}

function stateIn(thread: number) {
  return ({ name, level, fields, isOpen, attached, hits }: TracepointState) => ({
    ...{ thread, name, level, fields, open: isOpen, attached, hits },
  });
}
