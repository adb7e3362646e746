import { bars } from "./bars.js";
import { short } from "./cells.js";
import { nameOf, README_CONTENDERS, README_ROWS, SERVICE_CHART } from "./service.js";

const NODE = "v24.";

/**
 * The rows that the README shows, as bars; `undefined` if they were not measured.
 *
 * @param {import("../service/stored.js").Service} [service]
 */
export function serviceChart(service) {
  const groups = serviceBars(service?.nodes.find(({ node }) => node.startsWith(NODE))?.figures);
  return groups.length === 0 ? undefined : bars(SERVICE_CHART, groups);
}

/**
 * The bars of these rows on one release of Node.
 *
 * @param {import("../service/stored.js").Service["nodes"][number]["figures"]} [figures]
 * @returns {{ title: string, bars: import("./bars.js").Bar[] }[]}
 */
export function serviceBars(figures = []) {
  return Object.entries(README_ROWS).flatMap(([row, title]) => {
    const figure = figures.find((one) => nameOf(one) === row);
    if (figure === undefined) return [];
    return [
      {
        title: title.replaceAll("`", ""),
        bars: README_CONTENDERS.map((name) => barOf(name, figure)),
      },
    ];
  });
}

function barOf(name, { costs, unit }) {
  const value = costs[name].over;
  const style = name === "fastlog" ? "ours" : "other";
  return { label: name.replace(", default", ""), value, shown: `${short(value)} ${unit}`, style };
}
