import { readFileSync } from "node:fs";
import { shapes } from "../../../benchmarks/report/charts.js";
import { times } from "../../../benchmarks/report/figures.js";
import { serviceBars } from "../../../benchmarks/report/service-chart.js";
import { type ChartTables, groupOfBars, groupOfPercentiles } from "./chart-tables.ts";

type Charts = Readonly<Record<string, ChartTables>>;

declare const data: Charts;

export { data };

export default {
  watch: ["../../benchmarks/*.json"],
  /** All charts of the stored results, by name. */
  load(files: readonly string[]): Charts {
    const stored = (name: string) => {
      const path = files.find((file) => file.endsWith(`/${name}.json`));
      if (path === undefined) throw new Error(`no ${name}.json of benchmarks`);
      return JSON.parse(readFileSync(path, "utf8"));
    };
    return chartsOf(stored("results"), stored("service"));
  },
};

/** @internal For tests. */
export function chartsOf(
  results: Parameters<typeof shapes>[0],
  service: { readonly nodes: readonly { readonly node: string; readonly figures: [] }[] },
): Charts {
  const charts: Record<string, ChartTables> = {};
  for (const [name, shape] of Object.entries(shapes(results))) {
    const groups =
      shape.kind === "bars"
        ? shape.groups.map(({ title, bars }) => groupOfBars(title, bars, times))
        : [groupOfPercentiles(shape.names, shape.rows)];
    charts[name] = { title: shape.title, variants: [{ name: "", groups }] };
  }
  charts["service"] = {
    title: "Processor time per record in a service",
    variants: service.nodes.map(({ node, figures }) => ({
      name: `Node ${node.slice(1).split(".")[0]}`,
      groups: serviceBars(figures).map(({ title, bars }) => groupOfBars(title, bars, times)),
    })),
  };
  return charts;
}
