import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const examples = join(import.meta.dirname, "../../../../examples");

function output(...argv: string[]): string {
  const [script = "", ...args] = argv;
  return execFileSync(process.execPath, [join(examples, script), ...args], { encoding: "utf8" });
}

test("the example of a backend delivers every record", () => {
  expect(output("custom-backend/example.js")).toBe("100000 of 100000 records\n");
});

test("the example of an encoder writes records as the Elastic Common Schema has them", () => {
  expect(output("custom-encoder/example.js").split("\n")).toEqual([
    "info custom-encoder::example listening on 8080 {} ",
    `warn shop::cart slow { ms: 1200, items: '[1,2]', req_id: 'r-1' } `,
    "error custom-encoder::example payment failed { amount: 12.5 } card declined",
    "by the bank",
    "",
  ]);
});

test("the example service logs every request under load, and loses none", () => {
  const report = output("app/demo.js", "--requests", "1000");
  expect(report).toContain("malformed: 0, repeated: 0, wrong status: 0, not filtered: 0");
  expect(report.trimEnd()).toMatch(/lost: 0$/);
});

test("the example of a service that logs its requests writes one record for each, with its id", () => {
  const lines = output("http/example.js")
    .replaceAll(/ ms=[\d.]+/g, " ms=…")
    .split("\n");
  expect(lines.filter((line) => !line.startsWith(" ") && line !== "")).toEqual([
    "INFO  shop::orders: loading order=17 reqId=r1",
    "INFO  http: GET /orders/:id 200 method=GET path=/orders/17 route=/orders/:id status=200 ms=… bytes=11 order=17 items=2 reqId=r1",
    "INFO  shop::orders: loading order=1234 reqId=r2",
    "INFO  http: GET /orders/:id 404 method=GET path=/orders/1234 route=/orders/:id status=404 ms=… bytes=25 order=1234 items=4 reqId=r2",
    "INFO  shop::orders: loading order=0 reqId=r3",
    expect.stringMatching(
      /^ERROR http: GET \/orders\/:id 500 .* status=500 .*the database is away.* reqId=r3$/,
    ),
    "INFO  http: GET /orders/:id/events 200 method=GET path=/orders/17/events route=/orders/:id/events status=200 ms=… bytes=41 reqId=r4",
  ]);
});
