import { Batch } from "../batch/batch.ts";
import { MARK_SHIFT } from "../batch/chunk.ts";
import type { Contexts } from "../fields/async-context.ts";
import { RecordBuilder } from "../record/record-builder.ts";
import type { Clock } from "../time/clock.ts";
import { encoderFactory } from "./encoder-factory.ts";
import { repeatsOf, writeRepeats } from "./repeats-of.ts";
import type { Settings } from "./settings.ts";
import { writeTold } from "./single.ts";
import type { Sink } from "./sink.ts";
import { Tee } from "./tee.ts";

/** A sink, and the bit that marks its records. */
export interface Member {
  readonly sink: Sink;
  readonly mark: number;
}

/** The sinks of one format: a record is encoded once for all of them. */
export interface Group {
  readonly members: readonly Member[];
  readonly builder: RecordBuilder;
  readonly batch: Batch;
}

/** Builds the message, which only the pattern of a filter needs. */
export type MessageOf = () => string;

/** Groups sinks by the bytes that are written for them; `isApart`: each has a group of its own. */
export function grouped(sinks: readonly Sink[], isApart: boolean): Member[][] {
  const groups: Member[][] = [];
  sinks.forEach((sink, i) => {
    const member = { sink, mark: 1 << (MARK_SHIFT + i) };
    const group = groups.find(
      ([first]) => first !== undefined && !isApart && writesSame(first.sink, sink),
    );
    if (group === undefined) groups.push([member]);
    else group.push(member);
  });
  return groups;
}

function writesSame({ settings: a }: Sink, { settings: b }: Sink): boolean {
  return (
    a.format.identity === b.format.identity && a.color === b.color && a.maxRecord === b.maxRecord
  );
}

export function makeGroup(
  members: readonly Member[],
  settings: Settings,
  clock: Clock,
  contexts: Contexts,
): Group {
  const { sanitizer, base } = settings;
  const first = (members[0] as Member).sink.settings;
  const { maxRecord } = first;
  const batch = new Batch(new Tee(members), 0, maxRecord);
  batch.onEnough = (members[0] as Member).sink.batch.onEnough;
  const [{ sink: only, mark: onlyMark }] = members as [Member];
  const repeats = repeatsOf(only, settings, clock);
  const encoder = encoderFactory(first, settings, clock, contexts, undefined, repeats);
  const buffer = Math.max(...members.map(({ sink }) => sink.settings.buffer));
  const lost = (losses: Batch, marks: number) => {
    const those = members.filter(({ mark }) => (marks & mark) !== 0);
    losses.moveLosses(those.map(({ sink }) => sink.batch));
  };
  const options = { encoder, clock, maxRecord, buffer, lost, sanitizer, contexts, base };
  const builder = new RecordBuilder(options, batch);
  for (const { sink, mark } of members) {
    sink.tell = (message, fields) =>
      batch.whenIdle(() => {
        batch.sealNow();
        const text = message();
        if (text === undefined) return;
        builder.mark = mark;
        writeTold(builder, text, fields);
        batch.sealNow();
        sink.batch.sealNow();
      });
  }
  // Records that are folded have a group for each sink.
  only.repeats = repeats;
  repeats?.writeBy((level, target) =>
    batch.whenIdle(() => {
      batch.sealNow();
      builder.mark = onlyMark;
      writeRepeats(builder, repeats, level, target);
      batch.sealNow();
      only.batch.sealNow();
    }),
  );
  return { members, builder, batch };
}

/** Sets the bit mask of the sinks of a group that a record passes. Returns `false` if it passes none. */
export function select(
  { members, builder }: Group,
  level: number,
  target: string | undefined,
  message: MessageOf,
): boolean {
  let marks = 0;
  for (const { sink, mark } of members) {
    if (passes(sink, level, target, message)) marks |= mark;
  }
  builder.mark = marks;
  return marks !== 0;
}

function passes(
  { settings: { filter } }: Sink,
  level: number,
  target: string | undefined,
  message: MessageOf,
): boolean {
  if (filter === undefined) return true;
  // Without a target, the filter does not depend on it.
  return (
    filter.passes(target ?? "", level) &&
    (filter.pattern === undefined || filter.pattern.test(message()))
  );
}

/** Whether the filter of a sink depends on the target. */
export function asksTarget({ settings: { filter } }: Sink): boolean {
  return filter?.dependsOnTarget === true;
}
