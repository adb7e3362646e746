import { allocated, ns, plus, short } from "../report/cells.js";

/** The rows of structured records. */
export function structuredRows({ device, file, heap }) {
  return [
    ...records("/dev/null", device),
    ...records("file", file),
    allocated("fastlog: fields", heap.fastlog),
    allocated("pino: fields", heap.pino),
  ];
}

function records(place, { json, text, open, redacted, outside, inside }) {
  return [
    ...rows(json, place),
    ...rows(text, `${place}, text`),
    ...rows(open, place),
    ...rows(redacted, `${place}, redacted`),
    ...rows(outside, `${place}, no context`),
    ...rows(inside, place),
  ];
}

/** All of one process but its floor, which the table has already and which is in each comparison. */
function rows(results, where) {
  return Object.entries(results)
    .slice(1)
    .map(([name, result]) => [
      `${name} > ${where}`,
      ns(result.wall),
      ns(result.cpu),
      compared(result).join(", "),
    ]);
}

function compared({ floors, times, than, openTimes, extra }) {
  return [
    `${short(floors)} x floor`,
    ...(times === undefined ? [] : [`${short(times)} x ${than}`]),
    ...(openTimes === undefined ? [] : [`${short(openTimes)} x not redacted`]),
    ...(extra === undefined ? [] : [`${plus(extra)} ns`]),
  ];
}
