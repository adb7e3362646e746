/** Name of a ready shape of JSON. */
export type JsonPreset = "pino" | "ecs" | "gcp" | "datadog" | "loki" | "otel" | "bunyan";

/** Name of a key, or the names that lead to it: `["log", "level"]` is the member `level` of the object `log`. */
export type JsonPath = string | readonly string[];

/** A key of the record with its form. What is left out is that of the preset. */
export interface JsonKey<Form = never> {
  readonly key?: JsonPath | undefined;
  readonly form?: Form | undefined;
}

/** A key of the record: its name, its name and form, several keys for one value, or `false` for none. */
export type JsonMember<Form = never> = string | false | JsonKey<Form> | readonly JsonKey<Form>[];

/**
 * Form of the time: a number since 1970 in milliseconds, seconds (with three decimals), microseconds or nanoseconds, a
 * string of the nanoseconds, or RFC 3339 in UTC to the millisecond, microsecond or nanosecond.
 */
export type JsonTimeForm =
  | "ms"
  | "s"
  | "us"
  | "ns"
  | "ns-string"
  | "rfc3339"
  | "rfc3339-us"
  | "rfc3339-ns";

/**
 * Form of the level: pino's number, the name, the name in capitals, a severity of Google Cloud, a status of Datadog, a
 * severity number of OpenTelemetry, or a value for each level. A level that the table lacks has its name, and one of
 * `createLevels` the value of the next less severe level, if the table has that. At a level with `false`, the record has
 * no such key.
 */
export type JsonLevelForm =
  | "number"
  | "name"
  | "upper"
  | "gcp"
  | "datadog"
  | "otel"
  | JsonLevelTable;

/** A value for each level. */
export interface JsonLevelTable {
  readonly [level: string]: string | number | false | undefined;
}

/** Form of the tag: any, or only one that is not `main`, as workers have. */
export type JsonTagForm = "any" | "worker";

/** Form of a trace id: as it is, its lower 64 bits as a decimal number, or the name of Google Cloud's resource. */
export type JsonTraceIdForm = "hex" | "decimal" | "resource";

/** Form of a span id: as it is, or as a decimal number. */
export type JsonSpanIdForm = "hex" | "decimal";

/** Form of the trace flags: two digits, a number, or whether the trace is sampled. */
export type JsonTraceFlagsForm = "hex" | "number" | "sampled";

/** Keys of an error. */
export interface JsonErrorKey {
  /** Key of the error's object. Default `"err"`. */
  readonly key?: string | undefined;
  /** Names of its members, where they differ: `{ stack: "stack_trace" }`. */
  readonly names?: JsonErrorNames | undefined;
  /** Members that are fields of the record instead, with their names: `{ stack: "stack_trace" }`. */
  readonly lifted?: JsonErrorNames | undefined;
}

/** Names for members of an error. */
export interface JsonErrorNames {
  readonly type?: string | undefined;
  readonly message?: string | undefined;
  readonly stack?: string | undefined;
  readonly code?: string | undefined;
}

/** A value of JSON. */
export type JsonConstant =
  | string
  | number
  | boolean
  | null
  | readonly JsonConstant[]
  | { readonly [name: string]: JsonConstant };

/** Part of a record, as `order` lists them. */
export type JsonPart =
  | "time"
  | "level"
  | "hrtime"
  | "pid"
  | "hostname"
  | "tag"
  | "target"
  | "service"
  | "version"
  | "environment"
  | "constants"
  | "msg"
  | "fields";

/** Values that the environment gives, unless they are set. */
export interface JsonValues {
  /** Name of the service. Default that of `OTEL_SERVICE_NAME`, or of the vendor's variable, such as `DD_SERVICE`. */
  readonly service?: string | undefined;
  /** Version of the service. Default that of the vendor's variable, such as `DD_VERSION`. */
  readonly version?: string | undefined;
  /** Environment that it runs in, such as `"production"`. Default `DD_ENV`. */
  readonly environment?: string | undefined;
  /** Google Cloud project of the traces. Default `GOOGLE_CLOUD_PROJECT`. */
  readonly project?: string | undefined;
}

/** Options of the JSON format. */
export interface JsonOptions {
  /** The shape to start from. Default `"pino"`. */
  readonly preset?: JsonPreset | undefined;
  readonly time?: JsonMember<JsonTimeForm> | undefined;
  readonly level?: JsonMember<JsonLevelForm> | undefined;
  /** Nanoseconds of `process.hrtime.bigint()`. */
  readonly hrtime?: JsonMember | undefined;
  readonly pid?: JsonMember | undefined;
  readonly hostname?: JsonMember | undefined;
  readonly tag?: JsonMember<JsonTagForm> | undefined;
  /** Target of the record; written if it is known. */
  readonly target?: JsonMember | undefined;
  /** Service, version and environment are written if their value is known: see `values`. */
  readonly service?: JsonMember | undefined;
  readonly version?: JsonMember | undefined;
  readonly environment?: JsonMember | undefined;
  /** The message. It cannot be left out. */
  readonly msg?: string | { readonly key: JsonPath } | undefined;
  /** `false` if fields are keys of the record, else the key of their object. */
  readonly fields?: JsonMember | undefined;
  /** Key of the error, and names of its members. */
  readonly err?: string | JsonErrorKey | undefined;
  /** Number of characters that a long record lacks; beside the fields. */
  readonly truncated?: string | undefined;
  /** Ids of the trace, with the option `trace`. */
  readonly traceId?: string | false | { readonly key?: string; readonly form?: JsonTraceIdForm };
  readonly spanId?: string | false | { readonly key?: string; readonly form?: JsonSpanIdForm };
  readonly traceFlags?:
    | string
    | false
    | { readonly key?: string; readonly form?: JsonTraceFlagsForm };
  /** Members of every record, besides those of the preset. */
  readonly constants?: { readonly [name: string]: JsonConstant } | undefined;
  /** Parts of the record that come first, in this order. The others follow in the order of the preset. */
  readonly order?: readonly JsonPart[] | undefined;
  readonly values?: JsonValues | undefined;
}
