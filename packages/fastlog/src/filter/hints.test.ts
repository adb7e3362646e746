import { describe, expect, test } from "vitest";
import { toldWhile } from "../../test/fixtures/unit/complaints.ts";
import { parseFilter } from "./filter.ts";
import { strictFilter } from "./filter-option.ts";

/** Filters that can hardly match anything, and what was probably meant. */
const UNLIKELY: readonly (readonly [spec: string, meant: string])[] = [
  ["verbose", "debug"],
  ["warning", "warn"],
  ["silly", "trace"],
  ["http", "debug"],
  ["notice", "info"],
  ["critical", "fatal"],
  ["*", "trace"],
  ["inof", "info"],
  ["30", "info"],
  ["35", "warn"],
  ["true", "debug"],
  ["1", "debug"],
  ["false", "off"],
  ["none", "off"],
  ['"info"', "info"],
  ["'info'", "info"],
  ["`info`", "info"],
  ["“info”", "info"],
  ['"dep1"=debug', "dep1=debug"],
  ["info app=debug", "info,app=debug"],
  ["info  app", "info,app"],
  ["info;app=debug", "info,app=debug"],
  ["info|app=debug", "info,app=debug"],
  ["app*=debug", "app=debug"],
  ["app:*", "app"],
  ["app::*=debug", "app=debug"],
  ["app::http:*", "app::http"],
  ["*=debug", "debug"],
  ["level=debug", "debug"],
  ["root=warn", "warn"],
  ["-app", "app=off"],
  ["!app", "app=off"],
  ["app:debug", "app=debug"],
  ["app:http=debug", "app::http=debug"],
  ["app.http=debug", "app::http=debug"],
  ["app.http.tls", "app::http::tls"],
  ["app/http=debug", "app::http=debug"],
  ["app/http=debug,warn", "app::http=debug,warn"],
];

test.each(UNLIKELY)("%j gets the hint that %j was probably meant", (spec, meant) => {
  const { hints, errors } = parseFilter(spec);
  expect(errors).toEqual([]);
  expect(hints).toHaveLength(1);
  expect(hints[0]?.replace("the level ", "")).toContain(`did you mean "${meant}"?`);
});

test.each(UNLIKELY)("what is hinted at for %j, %j, gets no hint itself", (_spec, meant) => {
  const { hints, errors } = parseFilter(meant);
  expect(errors).toEqual([]);
  expect(hints).toEqual([]);
});

test.each([
  "",
  "info",
  "dep1",
  "dep1=debug",
  "dep1,info",
  "@acme/db=debug",
  "@acme/socket.io=debug",
  "socket.io=debug",
  "chart.js",
  "app::user.service=debug",
  "app::http=trace",
  "=debug",
  "info/timeout|refused",
  "info/a=b c",
  "info/status=503",
  "my-app=debug",
  "app_1",
])("%j gets no hint", (spec) => {
  expect(parseFilter(spec).hints).toEqual([]);
});

describe("a filter that the program gives", () => {
  test("has its hint said once on stderr, and holds", () => {
    const told = toldWhile(() => {
      for (let i = 0; i < 3; i++)
        expect(strictFilter("app.pool=debug").spec).toBe("app.pool=debug");
    });
    expect(told).toEqual([
      'fastlog: filter: "app.pool=debug" is read as the target "app.pool", which silences all others: ' +
        'the parts of a target are joined by ::; did you mean "app::pool=debug"?\n',
    ]);
  });

  test("has the invalid part named in the error instead", () => {
    expect(() => strictFilter("app=30x")).toThrow(/unknown level "30x"/);
    expect(() => strictFilter("app/http/tls=debug,warn")).toThrow(
      /did you mean "app::http::tls=debug,warn"\?/,
    );
    expect(() => strictFilter("app=true")).toThrow(/did you mean "debug"\?/);
    expect(() => strictFilter("app=notice")).toThrow(/did you mean "info"\?/);
  });
});
