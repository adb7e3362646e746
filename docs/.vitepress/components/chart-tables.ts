/** A chart as tables with bars, each group with a scale of its own. */
export interface ChartTables {
  readonly title: string;
  /** The groups of bars: one list for each release of Node that was measured, or one for all. */
  readonly variants: readonly Variant[];
}

export interface Variant {
  /** `Node 24`; empty if there is only one. */
  readonly name: string;
  readonly groups: readonly Group[];
}

export interface Group {
  readonly title: string;
  /** Heads of the columns of values. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

export interface Row {
  readonly label: string;
  /** `ours` is fastlog, `native` are loggers of other languages, `other` all others. */
  readonly style: string;
  /** As many as columns. */
  readonly shown: readonly string[];
  /** Where the bar begins and ends, as shares of the longest one. */
  readonly from: number;
  readonly to: number;
}

/** A bar as the report makes it. */
export interface ReportBar {
  readonly label: string;
  readonly value: number;
  readonly shown: string;
  readonly style: string;
}

/** Percentiles of one logger as the report makes them. */
export interface ReportPercentiles {
  readonly label: string;
  readonly values: readonly number[];
  readonly shown: readonly string[];
  readonly style: string;
}

/** Bars of values. If one of them is fastlog, a column says how many times as much the others are. */
export function groupOfBars(
  title: string,
  bars: readonly ReportBar[],
  times: (ratio: number) => string,
): Group {
  const most = Math.max(...bars.map(({ value }) => value));
  const ours = bars.filter(({ style }) => style === "ours");
  const base = ours.length === 1 ? ours[0]?.value : undefined;
  return {
    title,
    columns: base === undefined ? ["value"] : ["value", "ratio"],
    rows: bars.map(({ label, value, shown, style }) => ({
      label,
      style,
      shown: base === undefined ? [shown] : [shown, times(value / base)],
      from: 0,
      to: value / most,
    })),
  };
}

/** Percentiles as bars from the least to the most, on a logarithmic scale. */
export function groupOfPercentiles(
  names: readonly string[],
  rows: readonly ReportPercentiles[],
): Group {
  const all = rows.flatMap(({ values }) => values).map(Math.log10);
  const [least, most] = [Math.floor(Math.min(...all)), Math.max(...all)];
  const share = (value: number) => (Math.log10(value) - least) / (most - least);
  return {
    title: "The bars go from the first to the last column, on a logarithmic scale",
    columns: names,
    rows: rows.map(({ label, values, shown, style }) => ({
      label,
      style,
      shown,
      from: share(Math.min(...values)),
      to: share(Math.max(...values)),
    })),
  };
}
