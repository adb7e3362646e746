import { describe, expect, test } from "vitest";
import { otlpFrom } from "./otlp.ts";
import { endpointOf } from "./otlp-endpoint.ts";
import { withVariables } from "./otlp-settings.ts";
import { resourceOf } from "./resource.ts";

describe("the endpoint of", () => {
  test.each([
    ["otlp://h", "http://h:4318/v1/logs", "otlp://h:4318"],
    ["otlp://h:9/", "http://h:9/v1/logs", "otlp://h:9"],
    ["otlps://h:9", "https://h:9/v1/logs", "otlps://h:9"],
    ["otlp://[::1]:9", "http://::1:9/v1/logs", "otlp://[::1]:9"],
    ["otlp://h/base", "http://h:4318/base/v1/logs", "otlp://h:4318/base/v1/logs"],
    ["otlp://h/base/v1/logs", "http://h:4318/base/v1/logs", "otlp://h:4318/base/v1/logs"],
    ["https://h/otlp", "https://h:443/otlp/v1/logs", "otlps://h:443/otlp/v1/logs"],
    ["http://h", "http://h:80/v1/logs", "otlp://h:80"],
    ["otlp:", "http://localhost:4318/v1/logs", "otlp://localhost:4318"],
    ["otlp", "http://localhost:4318/v1/logs", "otlp://localhost:4318"],
  ])("%s is %s", (url, expected, name) => {
    const { isSecure, host, port, path, name: own } = endpointOf(url, {});
    expect(`http${isSecure ? "s" : ""}://${host}:${port}${path}`).toBe(expected);
    expect(own).toBe(name);
  });

  test.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "https://c:1/base/" }, "otlps://c:1/base/v1/logs"],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "" }, "otlp://localhost:4318"],
    [{ OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: "http://c:1/in" }, "otlp://c:1/in"],
    [
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: "http://a:1",
        OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: "http://b:1/v1/logs",
      },
      "otlp://b:1",
    ],
  ])("the environment %j is %s", (variables, name) => {
    expect(endpointOf("otlp:", variables).name).toBe(name);
    // A URL with a host has its own.
    expect(endpointOf("otlp://h:1", variables).name).toBe("otlp://h:1");
  });

  test.each([
    ["otlp://", {}, "expected a host"],
    ["otlp://user:secret@h", {}, "a URL is no place for a secret"],
    ["ftp://h", {}, 'unknown scheme "ftp:"'],
    [
      "otlp:",
      { OTEL_EXPORTER_OTLP_ENDPOINT: "localhost" },
      "OTEL_EXPORTER_OTLP_ENDPOINT=localhost",
    ],
    ["otlp:", { OTEL_EXPORTER_OTLP_ENDPOINT: "localhost:4318" }, 'unknown scheme "localhost:"'],
  ])("%s with %j is refused", (url, variables, message) => {
    expect(() => endpointOf(url, variables)).toThrow(
      expect.objectContaining({
        code: "ERR_FASTLOG_INVALID_BACKEND",
        message: expect.stringContaining(message),
      }),
    );
  });

  test("a URL with a secret is refused without the secret", () => {
    expect(() => endpointOf("otlp://user:secret@h", {})).not.toThrow(/secret@/);
  });
});

describe("the options", () => {
  test("come from the program, then the variables for logs, then those for all signals", () => {
    const variables = {
      OTEL_EXPORTER_OTLP_TIMEOUT: "1000",
      OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: "2000",
      OTEL_EXPORTER_OTLP_COMPRESSION: "gzip",
      OTEL_EXPORTER_OTLP_HEADERS: "api-key=a%20b, x=1",
      OTEL_EXPORTER_OTLP_LOGS_HEADERS: "x=2",
      OTEL_EXPORTER_OTLP_CERTIFICATE: "/ca",
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: "/cert",
      OTEL_EXPORTER_OTLP_CLIENT_KEY: "/key",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_BLRP_SCHEDULE_DELAY: "500",
    };
    expect(withVariables({}, variables)).toEqual({
      ...{ timeout: 2_000, compression: "gzip", encoding: "json", flushAfter: 500 },
      ...{ headers: { "api-key": "a b", x: "2" }, ca: "/ca", cert: "/cert", key: "/key" },
    });
    const given = { timeout: 5, encoding: "protobuf", headers: { x: "3" } } as const;
    expect(withVariables(given, variables)).toMatchObject({
      ...{ timeout: 5, encoding: "protobuf", headers: { "api-key": "a b", x: "3" } },
    });
  });

  test.each([
    ["OTEL_EXPORTER_OTLP_TIMEOUT", "soon"],
    ["OTEL_EXPORTER_OTLP_COMPRESSION", "zstd"],
    ["OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "secret"],
    ["OTEL_EXPORTER_OTLP_LOGS_HEADERS", "a=%0a"],
  ])("refuse %s=%s", (variable, value) => {
    expect(() => withVariables({}, { [variable]: value })).toThrow(
      expect.objectContaining({
        code: "ERR_FASTLOG_INVALID_BACKEND",
        message: expect.stringContaining(variable),
      }),
    );
  });

  test("do not show headers of the environment in an error", () => {
    const read = () => withVariables({}, { OTEL_EXPORTER_OTLP_HEADERS: "hunter2" });
    expect(read).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching("hunter2") }),
    );
  });

  test("do not show headers of a URL in an error", () => {
    const read = () => otlpFrom("otlp://h?headers=api-key=hunter2&timeout=soon", {}, {});
    expect(read).toThrow(
      'invalid backend "otlp://h?headers=[Redacted]&timeout=soon": invalid timeout "soon"',
    );
  });

  test.each<readonly [string, object, string]>([
    ["otlp://h?encoding=xml", {}, 'invalid encoding "xml" (expected protobuf or json)'],
    ["otlp://h?colour=red", {}, 'unknown option "colour"'],
    ["otlp://h", { timeout: "1s" }, 'invalid option timeout="1s" of otlp()'],
    ["otlp://h", { headers: { "a b": "c" } }, "invalid option headers of otlp(): expected names"],
    ["otlp://h", { headers: { a: "b\nc" } }, "invalid option headers of otlp(): expected names"],
    ["otlp://h", { resource: { a: [] } }, "invalid option resource="],
    ["otlps://h?ca=/no/such/file", {}, 'cannot read ca "/no/such/file"'],
  ])("of %s and %j are refused: %s", (url, options, message) => {
    expect(() => otlpFrom(url, options, {})).toThrow(message);
  });

  test("of a URL are those of the program", () => {
    const url =
      "otlp://h:1?encoding=json&buffer=1mb&overflow=drop-oldest&flushAfter=1s&position=true";
    const backend = otlpFrom(url, {}, {});
    expect(backend).toMatchObject({
      buffer: 1_048_576,
      overflow: "drop-oldest",
      flushAfter: 1_000,
    });
    expect(backend.otlpRecords).toEqual({ encoding: "json", position: true });
    expect(backend.recipe).toEqual({ factory: "otlp", args: [url, {}] });
  });
});

describe("the resource", () => {
  test("has what the program says, then the environment, then what is known", () => {
    const variables = {
      OTEL_SERVICE_NAME: "shop",
      OTEL_RESOURCE_ATTRIBUTES: "service.name=other,deployment.environment.name=test,team=a",
    };
    expect(resourceOf({ team: "b", shards: 3 }, variables, undefined)).toMatchObject({
      ...{ "service.name": "shop", "deployment.environment.name": "test", team: "b", shards: 3 },
      ...{ "process.pid": process.pid, "telemetry.sdk.name": "fastlog" },
    });
  });

  test("is named by the package of the program, else unknown_service:node", () => {
    const name = (script?: string) => resourceOf({}, {}, script)["service.name"];
    expect(name(import.meta.filename)).toBe("fastlog");
    expect(name()).toBe("unknown_service:node");
  });

  test("has one instance id for the whole process", () => {
    const id = () => resourceOf({}, {}, undefined)["service.instance.id"];
    expect(id()).toMatch(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(id()).toBe(id());
  });
});
