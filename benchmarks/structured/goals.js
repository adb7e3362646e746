import { atLeast, atMost } from "../verdict.js";

/**
 * What the figures of structured records have to be. Where one logger is compared with another, or a
 * record with a longer one, it is on the device: in a file the kernel copies and stores every byte, which
 * takes the same for all, and is in the table.
 *
 * @param {ReturnType<import("./measure.js").measureStructured>} results
 * @returns {import("../verdict.js").Verdict[]}
 */
export function judgeStructured({ device, file, heap }) {
  const most = (of) => Math.max(of(device), of(file));
  const times = (setting, name) => device[setting][name].times;
  const child = device.json["fastlog: child"].extra;
  const context = most((to) => to.inside["fastlog: in a context"].extra);
  const redaction = most((to) => to.redacted["fastlog: secrets"].openTimes);
  return [
    atLeast(6, "JSON, pino as times of it", times("json", "pino: fields"), 5, "x"),
    atLeast(6, "text, pino as times of it", times("text", "pino: fields, as JSON"), 5, "x"),
    atMost(7, "five fields of a child", child, 15, "ns"),
    atMost(7, "five fields of a context", context, 120, "ns"),
    atLeast(8, "an event, plain fields as times of it", times("json", "fastlog: nested"), 1, "x"),
    atLeast(8, "an event, pino as times of it", times("json", "pino: nested"), 4, "x"),
    atLeast(9, "an Error, pino as times of it", times("json", "pino: error"), 2, "x"),
    atMost(10, "redacted, as times of the same record", redaction, 2, "x"),
    atMost(11, "heap of a JSON record", heap.fastlog.bytes, 100, "bytes"),
    atMost(11, "collections while that was measured", heap.fastlog.collections, 0, ""),
  ];
}
