/** What all loggers log. A record is made anew for each call, as a program does, and says its number. */

export const MESSAGE = "request done";
const METHODS = ["GET", "POST", "PUT", "DELETE"];

/** Three primitive fields. @param {number} i */
export function fields(i) {
  return { method: METHODS[i & 3], status: 200 + (i & 7), ms: i };
}

/** The same, and an object. @param {number} i */
export function nested(i) {
  return {
    method: METHODS[i & 3],
    status: 200 + (i & 7),
    ms: i,
    client: { address: "192.0.2.17", port: 40_000 + i },
  };
}

/** What {@link nested} gives, for a typed event. */
export const SCHEMA = {
  type: "object",
  properties: {
    method: { type: "string" },
    status: { type: "integer" },
    ms: { type: "integer" },
    client: {
      type: "object",
      properties: { address: { type: "string" }, port: { type: "integer" } },
      required: ["address", "port"],
    },
  },
  required: ["method", "status", "ms", "client"],
};

/** What every record of a child or a context has. */
export const BOUND = {
  service: "gateway",
  version: "1.4.2",
  region: "eu-west-1",
  instance: 7,
  canary: false,
};

/** What a request binds to its context: made anew for each. @param {number} n */
export function request(n) {
  return { requestId: `req-${n}`, user: "alice", tenant: "acme", route: "/orders/:id", attempt: 1 };
}

export const FAILURE = "failed";
/** Made once, for all: what making it and its stack costs is no logger's doing. */
export const ERROR = failure(10);

/** An Error from some calls deep, so that its stack is as long as V8 makes it. */
function failure(depth) {
  if (depth > 0) return failure(depth - 1);
  const error = Object.assign(new Error("connect ECONNREFUSED 192.0.2.17:443"), {
    code: "ECONNREFUSED",
  });
  // V8 makes the text when it is first asked for.
  if (error.stack === undefined) throw new Error("there is no stack");
  return error;
}

/** The fields of that record as they have to arrive. */
export function failed() {
  const { message, stack, code } = ERROR;
  return { err: { type: "Error", message, stack, code } };
}

export const REDACT = ["password", "req.headers.authorization", "*.token"];

/** Something to redact: two of the three paths lead somewhere. @param {number} i */
export function secret(i) {
  return {
    user: `user-${i}`,
    password: "correct horse",
    req: {
      method: METHODS[i & 3],
      headers: { authorization: "Bearer 2YotnFZFEjr1zCsicMWpAA", host: "api.example.com" },
    },
  };
}

/** What has to arrive of it. @param {number} i */
export function redacted(i) {
  const record = secret(i);
  record.password = "[Redacted]";
  record.req.headers.authorization = "[Redacted]";
  return record;
}
