import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { judge } from "../goals.js";
import { STORED as SERVICE } from "../service/stored.js";
import { STORED as SOURCES } from "../sources/stored.js";
import { figuresOf, stored } from "../suite/results.js";
import { charts } from "./charts.js";
import { page } from "./page.js";
import { withSpeed } from "./readme.js";
import { serviceChart } from "./service-chart.js";

export const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
/** The results that the documentation is made of. */
export const STORED = join(REPOSITORY, "docs/benchmarks/results.json");

/**
 * All files that are made of results, by path. The README changes between its markers only.
 *
 * @param {import("../suite/results.js").Results} results
 * @param {string} [readme] Where there is one.
 * @param {{ service?: import("../service/stored.js").Service, sources?: import("../sources/stored.js").Sources }} [others]
 *   What else was measured.
 * @returns {Record<string, string>}
 */
export function reportOf(results, readme, others = {}) {
  const all = {};
  // The goals are those of today, whenever it was measured.
  const current = { ...results, judged: judge(figuresOf(results)) };
  for (const [name, text] of Object.entries(stored(current))) all[`docs/benchmarks/${name}`] = text;
  const made = charts(results);
  for (const [name, text] of Object.entries(made)) all[`docs/benchmarks/charts/${name}.svg`] = text;
  const service = serviceChart(others.service);
  if (service !== undefined) all["docs/benchmarks/charts/service.svg"] = service;
  all["docs/benchmarks/index.md"] = page(results, Object.keys(made), others);
  if (readme !== undefined) all["README.md"] = withSpeed(readme, results, others.service);
  return all;
}

/**
 * Writes all of it into the repository, or a folder like it, and returns the paths.
 *
 * @param {import("../suite/results.js").Results} results
 * @param {string} root
 */
export function writeReport(results, root) {
  const readme = join(root, "README.md");
  const old = existsSync(readme) ? readFileSync(readme, "utf8") : undefined;
  return Object.entries(reportOf(results, old, otherResults())).map(([name, text]) => {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  });
}

/** What else was measured and stored: programs like services, and the ways to the source of a record. */
export function otherResults() {
  const stored = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined);
  return { service: stored(SERVICE), sources: stored(SOURCES) };
}
