import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folder } from "../../test/folder.ts";
import { memory } from "../backend/memory.ts";
import { Configuration } from "./configuration.ts";
import type { Inheritance } from "./inheritance.ts";
import type { Options } from "./options.ts";
import { settingsOf } from "./settings.ts";

const NOTHING: Inheritance = { options: {}, backend: undefined, omitted: [] };

function plan(configuration: Configuration, given: Options = {}) {
  const options = configuration.with(given);
  return configuration.plan(options, settingsOf(options));
}

const names = (sinks: ReturnType<typeof plan>) => sinks.map(({ backend }) => backend.name);

test("the environment wins over what is given, and that over what was inherited", () => {
  const options: Options = { format: "json", maxRecord: 2048, color: true };
  const configuration = new Configuration({ LOG_FORMAT: "logfmt" }, { ...NOTHING, options });
  configuration.take({ maxRecord: 4096 });
  expect(configuration.with({ color: false })).toEqual({
    format: "logfmt",
    maxRecord: 4096,
    color: false,
  });
});

describe("inherited backends", () => {
  test("are opened as they were in the thread that made this one", () => {
    const recipe = { factory: "udp", args: [{ host: "127.0.0.1", port: 514 }] };
    const backend = [{ backend: recipe, filter: "warn" }, { backend: "stderr" }];
    const sinks = plan(new Configuration({}, { ...NOTHING, backend }));
    expect(names(sinks)).toEqual(["udp://127.0.0.1:514", "stderr"]);
    expect(sinks[0]?.settings.filter?.spec).toBe("warn");
  });

  test.each([
    [{ LOG_BACKEND: "stderr" }, {}],
    [{}, { backend: "stderr" }],
  ])("are not opened where another one is given: %j %j", (environment, given) => {
    const backend = [{ backend: `file://${folder()}/nowhere/` }];
    const configuration = new Configuration(environment, { ...NOTHING, backend });
    expect(names(plan(configuration, given))).toEqual(["stderr"]);
  });

  test("that cannot be opened are stdout, and are not tried again", () => {
    const path = join(folder(), "app.log");
    const backend = [
      { backend: { factory: "file", args: [path, {}] } },
      { backend: { factory: "memory", args: [] } },
    ];
    const configuration = new Configuration({}, { ...NOTHING, backend });
    expect(names(plan(configuration))).toEqual(["stdout"]);
    expect(configuration.handedDown.backend).toBeUndefined();
  });
});

test("a backend of the program's choice that cannot be opened throws", () => {
  expect(() => plan(new Configuration({}), { backend: "ftp://example.com" })).toThrow();
  const path = folder();
  expect(() => plan(new Configuration({}), { backend: `file://${path}` })).toThrow();
});

test("workers inherit what was given and what the environment says, but no backend of the program's own", () => {
  const configuration = new Configuration({ LOG_FORMAT: "json", LOG_TAG: "boss" });
  configuration.take({ maxRecord: 4096, backend: memory() });
  expect(configuration.handedDown).toEqual({
    options: { maxRecord: 4096, format: "json" },
    backend: [{ backend: "stdout" }],
    omitted: [{ option: "backend", name: 'backend "memory:"' }],
  });
});
