/** @typedef {import("fastlog").Encoder} Encoder */

const ECS_VERSION = "8.17.0";

/**
 * Returns the format of the Elastic Common Schema: one JSON object a line, which Filebeat and Elastic Agent
 * ship without parsing.
 *
 * @param {{ readonly name: string, readonly version?: string }} service
 * @returns {Encoder}
 */
export function ecs({ name, version }) {
  return {
    needs: { target: true },
    encode({ level, time, message, target, fields, pid, host, tag }) {
      const { err, ...others } = fields;
      // The schema requires this order of the first four, for human readers.
      return JSON.stringify({
        "@timestamp": time,
        "log.level": level,
        message,
        "ecs.version": ECS_VERSION,
        "log.logger": target,
        "service.name": name,
        "service.version": version,
        "host.hostname": host,
        "process.pid": pid,
        "process.thread.name": tag,
        ...errorFields(err),
        labels: labelsOf(others),
      });
    },
  };
}

/**
 * Returns the fields of the field `err`. A logged error is an object with type, message and stack, but a
 * program can log any value under this name.
 *
 * @param {unknown} err
 */
function errorFields(err) {
  if (err === undefined) return {};
  if (typeof err !== "object" || err === null) return { "error.message": String(err) };
  const { type, message, stack } = /** @type {Record<string, unknown>} */ (err);
  return { "error.type": type, "error.message": message, "error.stack_trace": stack };
}

/**
 * Returns the fields as labels: strings, numbers or booleans, without dots in their names, which would make
 * objects of them.
 *
 * @param {Record<string, unknown>} fields
 */
function labelsOf(fields) {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name.replaceAll(".", "_"),
      typeof value === "object" ? JSON.stringify(value) : value,
    ]),
  );
}
