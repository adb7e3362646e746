/** @typedef {import("fastlog").Encoder} Encoder */

const ECS_VERSION = "8.17.0";

/**
 * A format: the Elastic Common Schema, one JSON object a line, as Filebeat and Elastic Agent ship it
 * without any parsing.
 *
 * @param {{ readonly name: string, readonly version?: string }} service
 * @returns {Encoder}
 */
export function ecs({ name, version }) {
  return {
    needs: { target: true },
    encode({ level, time, message, target, fields, pid, host, tag }) {
      const { err, ...others } = fields;
      // The schema wants the first four in this order, so that people can read it as well.
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
 * An error that was logged is an object of its type, message and stack; a program may log anything
 * else under that name.
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
 * Labels are strings, numbers or booleans, and a dot in their name would make an object of them.
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
