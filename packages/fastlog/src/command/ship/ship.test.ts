import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { fileOf, ran } from "../../../test/fixtures/unit/command.ts";
import { folder } from "../../../test/folder.ts";
import { Collector } from "../../../test/otlp/collector.ts";
import { freePort, Peer } from "../../../test/sockets/peer.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";

/** Ships to a file, and returns its content. */
async function shipped(content: string | Uint8Array, ...options: readonly string[]) {
  const to = join(folder(), "shipped.log");
  const result = await ran(["ship", `--to=file://${to}`, ...options, fileOf(content)]);
  return { ...result, text: readFileSync(to, "utf8") };
}

test("lines are shipped as they are, whatever format they have", async () => {
  const lines = [
    '{"level":50,  "msg":"é {}"}',
    "<11>1 2026-11-21T09:11:09.099Z vm app 7 - - no",
    "2026-11-21T09:11:09.099Z  INFO [main] app: text",
    "",
    "text\twith \u001b[31mcolours\u001b[0m",
  ];
  const content = `${lines.join("\n")}\n`;
  expect(await shipped(content)).toMatchObject({
    ...{ code: 0, stdout: "", text: content },
    complaints: ["5 records delivered, 0 dropped"],
  });
  expect(await shipped(gzipSync(content))).toMatchObject({ code: 0, text: content });
});

test("lines of a container runtime are shipped as the program wrote them, cut ones joined", async () => {
  const { text, complaints } = await shipped(
    "2026-11-21T09:11:09.1Z stdout P one \n2026-11-21T09:11:09.2Z stdout F line\n",
  );
  expect({ text, complaints }).toEqual({
    text: "one line\n",
    complaints: ["1 record delivered, 0 dropped"],
  });
});

test("more lines than the buffer holds are delivered, in order", async () => {
  const content = Array.from({ length: 40_000 }, (_, i) => `${i} ${"x".repeat(100)}\n`).join("");
  const { text, complaints } = await shipped(content);
  expect(text === content).toBe(true);
  expect(complaints).toEqual(["40,000 records delivered, 0 dropped"]);
});

test.each([
  ["the destination", 300_000, "?maxRecord=64kb"],
  ["any record", 3_000_000, ""],
])("a line that is too long for %s is left out, and told", async (_, length, parameters) => {
  const content = `before\n${"x".repeat(length)}\nafter\n`;
  const to = join(folder(), "shipped.log");
  const { code, complaints } = await ran([
    "ship",
    `--to=file://${to}${parameters}`,
    fileOf(content),
  ]);
  expect({ code, complaints }).toEqual({
    code: 1,
    complaints: ["2 records delivered, 1 dropped (1 too long or refused)"],
  });
  expect(readFileSync(to, "utf8")).toBe("before\nafter\n");
});

test("a line of a mebibyte is shipped whole", async () => {
  const content = `${"x".repeat(1_048_575)}\nafter\n`;
  const { code, text } = await shipped(content);
  expect({ code, isSame: text === content }).toEqual({ code: 0, isSame: true });
});

test("only what is selected is shipped, and lines that are no records are not", async () => {
  const lines = [
    '{"level":30,"target":"app","msg":"one","status":200}',
    '{"level":50,"target":"app","msg":"two","status":500}',
    "no record",
    '{"level":50,"target":"db","msg":"three","status":500}',
  ];
  const { text, complaints } = await shipped(
    lines.join("\n"),
    "--where=status >= 500",
    "--filter=app=warn",
  );
  expect({ text, complaints }).toEqual({
    text: `${lines[1]}\n`,
    complaints: ["1 record delivered, 0 dropped"],
  });
});

test("in another format, a record keeps its time, origin, error and trace, and text is a message", async () => {
  const lines = [
    `{"level":50,"time":1795252269099,"hrtime":12345678901234567,"pid":7,"hostname":"vm","tag":"worker-2","target":"app::db","msg":"a {b}","trace_id":"${TRACE}","span_id":"${SPAN}","trace_flags":"01","err":{"type":"TypeError","message":"m","stack":"TypeError: m\\n    at x","code":"E1","cause":{"type":"Error","message":"c","stack":"Error: c"}},"n":12345678901234567890}`,
    "2026-11-21T09:11:09.512Z\t4737\t8\tWARN\tworker-1\ttext key=value",
    "no record",
  ];
  const { text, complaints } = await shipped(lines.join("\n"), "--format=json");
  expect(complaints).toEqual(["3 records delivered, 0 dropped"]);
  const [first = "", second = "", third = ""] = text.split("\n");
  expect(first).toContain('"hrtime":12345678901234567,"pid":7,"hostname":"vm","tag":"worker-2"');
  expect(first).toContain('"n":12345678901234567890');
  expect(JSON.parse(first)).toMatchObject({
    ...{ level: 50, time: 1_795_252_269_099, target: "app::db", msg: "a {b}" },
    ...{ trace_id: TRACE, span_id: SPAN, trace_flags: "01" },
    err: { type: "TypeError", message: "m", code: "E1", cause: { message: "c" } },
  });
  expect(JSON.parse(second)).toMatchObject({
    ...{ level: 40, time: 1_795_252_269_512, hrtime: 4737, pid: 8, tag: "worker-1", msg: "text" },
    key: "value",
  });
  expect(JSON.parse(third)).toMatchObject({ level: 30, pid: 0, msg: "no record" });
});

test("a Unix socket gets the lines as they are", async () => {
  const path = join(folder(), "log.sock");
  const peer = await Peer.listen({ path });
  const content = 'one\n{"level":50,"msg":"two"}\n';
  const { code, complaints } = await ran(["ship", `--to=unix://${path}`, fileOf(content)]);
  await peer.settled();
  expect({ code, text: peer.text, complaints }).toEqual({
    ...{ code: 0, text: content, complaints: ["2 records delivered, 0 dropped"] },
  });
});

test("a collector gets the time, level, target, message, fields, error and trace of each record", async () => {
  const collector = await Collector.listen();
  const lines = [
    `{"level":40,"time":1795252269099,"pid":7,"hostname":"vm","target":"app::db","msg":"a {b}","n":12345678901234567890,"__proto__":1,"trace_id":"${TRACE}","span_id":"${SPAN}","trace_flags":"01"}`,
    '{"level":"error","timestamp":"2026-11-21T09:11:08.000001Z","msg":"no","err":{"type":"TypeError","message":"m","stack":"TypeError: m\\n    at x"}}',
    "no record",
  ];
  const to = `--to=otlp://127.0.0.1:${collector.port}`;
  const { code, complaints } = await ran(["ship", to, fileOf(lines.join("\n"))]);
  expect({ code, complaints }).toEqual({
    code: 0,
    complaints: ["3 records delivered, 0 dropped"],
  });
  const [first, second, third] = collector.records;
  expect(first).toMatchObject({
    ...{ time: 1_795_252_269_099_000_000n, severityText: "WARN", body: "a {b}" },
    ...{ traceId: TRACE, spanId: SPAN, flags: 1 },
  });
  expect(first?.attributes).toMatchObject({
    ...{ "log.target": "app::db", "process.pid": 7n, "host.name": "vm" },
  });
  expect(Object.keys(first?.attributes ?? {})).toContain("__proto__");
  expect(second).toMatchObject({
    ...{ time: 1_795_252_268_000_001_000n, severityText: "ERROR", body: "no" },
    attributes: { "exception.type": "TypeError", "exception.message": "m" },
  });
  expect(third).toMatchObject({ severityText: "INFO", body: "no record" });
});

test("what a destination has not taken when the time is over is dropped, and the code is 1", async () => {
  const to = `--to=tcp://127.0.0.1:${await freePort()}`;
  const { code, complaints } = await ran(["ship", to, "--timeout=1ms", fileOf("one\ntwo\n")]);
  expect({ code, last: complaints.at(-1) }).toEqual({
    code: 1,
    last: "0 records delivered, 2 dropped (2 not taken before the end)",
  });
});

test("a file that cannot be read is told, the others are shipped, and the code is 2", async () => {
  const { code, complaints, text } = await shipped("one\n", join(folder(), "missing.log"));
  expect({ code, text }).toEqual({ code: 2, text: "one\n" });
  expect(complaints).toEqual([
    expect.stringContaining("no such file"),
    "1 record delivered, 0 dropped",
  ]);
});

test.each<[string, string[], string]>([
  ["no destination", [], "--to=URL is missing"],
  ["no URL of a backend", ["--to=tpc://localhost:1"], 'invalid backend "tpc://localhost:1"'],
  ["no time", ["--to=stderr", "--timeout=soon"], '--timeout: invalid time "soon" (expected'],
  ["no format", ["--to=stderr", "--format=jsn"], 'invalid option format="jsn"'],
  ["a copy beside the same output", ["--to=stdout", "--tee"], "--tee and --to stdout"],
])("%s is a mistake that is told", async (_, options, message) => {
  await expect(ran(["ship", ...options, fileOf("one\n")])).rejects.toThrow(message);
});
