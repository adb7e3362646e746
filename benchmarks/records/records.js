// The values that all loggers log. Fields are a new object for each call, as in a program, and have the record's number.

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

/** The schema of {@link nested}, for a typed event. */
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

/** The fields of a child or a context. */
export const BOUND = {
  service: "gateway",
  version: "1.4.2",
  region: "eu-west-1",
  instance: 7,
  canary: false,
};

/** Records of a request's context. */
export const PER_CONTEXT = 10;

/** The fields of a request's context. @param {number} n */
export function request(n) {
  return { requestId: `req-${n}`, user: "alice", tenant: "acme", route: "/orders/:id", attempt: 1 };
}

/** The ids of a span that is active. */
export const SPAN = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  traceFlags: 1,
};

/** The ids as fields of a record. */
export const TRACE = { trace_id: SPAN.traceId, span_id: SPAN.spanId, trace_flags: "01" };

export const FAILURE = "failed";
/** Made once: no logger has a part in what making it and its stack takes. */
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

/** The fields of the record with {@link ERROR}, as they have to arrive. */
export function failed() {
  const { message, stack, code } = ERROR;
  return { err: { type: "Error", message, stack, code } };
}

export const REDACT = ["password", "req.headers.authorization", "*.token"];

/** All kinds of secrets that fastlog finds in texts. */
export const PATTERNS = [
  ...["bearer", "basic", "jwt", "email", "card", "url-password", "private-key", "aws", "azure"],
  ...["gcp", "github", "gitlab", "slack", "stripe", "npm", "openai", "anthropic", "sendgrid"],
];

/** Fields of which two have to be redacted; the third path leads nowhere. @param {number} i */
export function secrets(i) {
  return {
    user: `user-${i}`,
    password: "correct horse",
    req: {
      method: METHODS[i & 3],
      headers: { authorization: "Bearer 2YotnFZFEjr1zCsicMWpAA", host: "api.example.com" },
    },
  };
}

/** The same after redaction. @param {number} i */
export function redacted(i) {
  const record = secrets(i);
  record.password = "[Redacted]";
  record.req.headers.authorization = "[Redacted]";
  return record;
}

/** Two kilobytes of plain letters. */
export const LONG = "a request for /orders/4711 was answered by the cache; "
  .repeat(38)
  .slice(0, 2048);

/** Characters of two, three and four bytes in UTF-8. */
export const UNICODE = "Zażółć gęślą jaźń: 数据库连接已关闭 – Ünïcödé ✓ 🚀 über alles";

/** Record numbers after which the integers start over: 7,919 times that is still a 32-bit integer. */
const WRAP = 200_000;

/** The three integers of a record. @param {number} i */
export function integers(i) {
  const n = i % WRAP;
  return [n * 7919, n * 31, n];
}
