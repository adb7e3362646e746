/** What takes the records: fastlog in JSON and in OTLP, and the SDK of OpenTelemetry in OTLP. */
export const CONTENDERS = ["json", "otlp", "sdk"];

/** The message and fields of a record, by its number. */
export const SCENARIOS = {
  message: () => ["hello world", undefined],
  fields: (i) => ["request done", { method: "GET", status: 200 + (i & 3), ms: i & 1023 }],
  nested: (i) => [
    "request done",
    { req: { method: "GET", url: "/a/b", headers: { host: "x", n: i } }, tags: ["a", "b"] },
  ],
};
