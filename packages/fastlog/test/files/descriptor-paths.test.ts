import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { program, run } from "../child.ts";
import { folder } from "../folder.ts";
import { appendedFile, pipe, type Sink, socket, truncatedFile } from "../sinks.ts";

/** A link to descriptor 1, as images of containers have it in the place of a log file. */
function link(): string {
  const path = join(folder(), "app.log");
  symlinkSync("/dev/stdout", path);
  return pathToFileURL(path).href;
}

const SINKS: [name: string, sink: Sink][] = [
  ["a pipe", pipe],
  ["a socket", socket],
  ["a file opened by >", truncatedFile],
  ["a file opened by >>", appendedFile],
];
const URLS: [name: string, url: string][] = [
  ["/dev/stdout", "file:///dev/stdout"],
  ["/proc/self/fd/1", "file:///proc/self/fd/1"],
  ["a link to /dev/stdout", link()],
];

test.for(
  SINKS.flatMap(([kind, sink]) => URLS.map(([name, url]) => [kind, name, sink, url] as const)),
)(
  "where stdout is %s, what is logged to %s is there, in order with console.log",
  async ([, , sink, url]) => {
    const turns = 50;
    const { text, stderr } = await sink(program("alternates.mjs", turns), {
      env: { LOG_BACKEND: url },
    });
    const seen = text
      .split("\n")
      .slice(0, -1)
      .map((line) => line.split("\t").at(-1));
    expect(seen).toEqual(
      Array.from({ length: turns }, (_, i) => `by ${i % 2 === 0 ? "console" : "fastlog"} ${i}`),
    );
    expect(stderr).toBe("");
  },
);

test("another descriptor that a program was given is written to, be it a socket", async () => {
  const { report, stderr, status } = await run(
    program(
      "once.mjs",
      JSON.stringify({ backend: "file:///dev/fd/3", format: { template: "{message}" } }),
    ),
  );
  expect({ report, stderr, status }).toEqual({ report: ["record 0"], stderr: "", status: 0 });
});

test("a link to a descriptor that is to be refused is refused", async () => {
  const url = `${link()}?symlink=refuse`;
  const { stderr } = await run(program("once.mjs", "{}"), { env: { LOG_BACKEND: url } });
  expect(stderr).toContain("ELOOP");
});
