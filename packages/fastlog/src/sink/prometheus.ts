import type { RecorderStats } from "./recorder-stats.ts";
import type { BackendStats, Stats } from "./stats.ts";

/** A sample with its labels. */
type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/**
 * Formats counters in the text format of Prometheus, version 0.0.4. Serve it as `text/plain; version=0.0.4`.
 */
export function prometheusText(stats: Omit<Stats, "toPrometheus">): string {
  const { dropped, heldBack, retired } = stats;
  const backends = stats.backends.map((backend, i) => ({ ...backend, name: nameOf(stats, i) }));
  const each = (value: (stats: BackendStats) => number): Sample[] =>
    backends.map((stats) => [{ backend: stats.name }, value(stats)]);
  const by = (
    label: string,
    values: (stats: BackendStats) => Readonly<Record<string, number>>,
  ): Sample[] =>
    backends.flatMap((stats) =>
      Object.entries(values(stats)).map(([name, value]): Sample => {
        return [{ backend: stats.name, [label]: name }, value];
      }),
    );
  return [
    counter(
      "records",
      "Records handed to the operating system.",
      each((s) => s.records),
    ),
    counter(
      "bytes",
      "Bytes of those.",
      each((s) => s.bytes),
    ),
    counter(
      "dropped",
      "Records not delivered, by level.",
      by("level", (s) => s.droppedByLevel),
    ),
    counter(
      "losses",
      "The same, by reason.",
      by("reason", (s) => s.droppedByReason),
    ),
    counter(
      "uncertain",
      "Delivered records that may not have arrived.",
      each((s) => s.uncertain),
    ),
    counter(
      "oversized",
      "Delivered records longer than what a pipe takes at once.",
      each((s) => s.oversized),
    ),
    counter(
      "diverted",
      "Records given to the fallback.",
      backends.flatMap(({ name, diverted }): Sample[] => {
        return diverted === undefined ? [] : [[{ backend: name }, diverted]];
      }),
    ),
    counter(
      "repeated",
      "Records folded, because they repeat the one before.",
      backends.flatMap(({ name, repeated }): Sample[] => {
        return repeated === undefined ? [] : [[{ backend: name }, repeated]];
      }),
    ),
    counter(
      "errors",
      "Failed attempts, by code.",
      by("code", (s) => s.errors),
    ),
    counter(
      "reconnects",
      "Connections after the first.",
      each((s) => s.reconnects),
    ),
    counter("retired_records", "Records handed over by backends that are not in use any more.", [
      [{}, retired.records],
    ]),
    counter("retired_dropped", "Records that those did not deliver.", [[{}, retired.dropped]]),
    counter("unrouted", "Records that no backend was given.", [[{}, dropped]]),
    counter("held_back", "Records held back by limits and samples, by reason.", [
      [{ reason: "limit" }, heldBack.limited],
      [{ reason: "sample" }, heldBack.sampled],
    ]),
    counter("held_back_notices", "Records that tell of those.", [[{}, heldBack.notices]]),
    ...recorderText(stats.recorder),
    gauge(
      "buffered_bytes",
      "Bytes that wait for a backend.",
      each((s) => s.buffered),
    ),
    gauge(
      "state",
      "1 for what a backend is doing.",
      backends.map(({ name, state }) => [{ backend: name, state }, 1]),
    ),
  ].join("");
}

/** Without a recorder there is nothing to tell of it. */
function recorderText(stats: RecorderStats | undefined): string[] {
  if (stats === undefined) return [];
  const { kept, overwritten, forgotten, dumped, lost, dumps, skipped } = stats;
  const ended = { overwritten, forgotten, dumped, lost };
  return [
    counter("recorder_kept", "Records that the recorder has kept.", [[{}, kept]]),
    counter(
      "recorder_ended",
      "Records that it does not keep any more, by what became of them; lost ones are not delivered.",
      Object.entries(ended).map(([end, value]): Sample => [{ end }, value]),
    ),
    counter("recorder_dumps", "How often it wrote them.", [[{}, dumps]]),
    counter("recorder_skipped", "How often it was too early to write them.", [[{}, skipped]]),
  ];
}

/** Makes names unique, because two series must differ: the second backend of a name gets a number. */
function nameOf({ backends }: Omit<Stats, "toPrometheus">, index: number): string {
  const { name } = backends[index] as BackendStats;
  const before = backends.slice(0, index).filter((other) => other.name === name).length;
  return before === 0 ? name : `${name} (${before + 1})`;
}

function counter(name: string, help: string, samples: readonly Sample[]): string {
  return metric(`fastlog_${name}_total`, "counter", help, samples);
}

function gauge(name: string, help: string, samples: readonly Sample[]): string {
  return metric(`fastlog_${name}`, "gauge", help, samples);
}

function metric(name: string, type: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, value]) => `${name}${labelled(labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function labelled(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
