import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pino from "pino";
import { beforeAll, expect, test } from "vitest";
import { WORKSPACE_PACKAGE } from "../app.ts";
import { folder } from "../folder.ts";
import { tool } from "../tools.ts";
import { criLog, dockerLog } from "./container-logs.ts";
import { Terminal } from "./terminal.ts";

const tmux = tool("tmux", "tmux") ?? "";
const less = tool("less", "less");
const isSkipped = tmux === "" || less === undefined;

const FASTLOG = `${process.execPath} ${join(WORKSPACE_PACKAGE, "bin/fastlog.cjs")}`;
const RECORDS = 30;

let at: string;

/** Lines of pino, with a record that a container runtime cuts into several parts. */
beforeAll(() => {
  at = folder();
  const path = join(at, "pino.log");
  const log = pino({ level: "debug" }, pino.destination({ dest: path, sync: true }));
  const request = log.child({ reqId: "r1" });
  for (let i = 1; i <= RECORDS; i++) request.info({ status: 200 }, `request ${i} <é\u001b[2J>`);
  request.warn({ body: "ü".repeat(30_000), status: 503 }, "long");
  const stack = "Error: no answer\n    at handle (/app/server.js:7:13)";
  log.error(Object.assign(new Error("no answer"), { stack }), "failed");
  const text = readFileSync(path, "utf8");
  writeFileSync(join(at, "docker.log"), dockerLog(text));
  writeFileSync(join(at, "cri.log"), criLog(text));
  expect(readFileSync(join(at, "cri.log"), "latin1").match(/ P /g)).toHaveLength(3);
  expect(readFileSync(join(at, "docker.log"), "latin1").split("\n")).toHaveLength(RECORDS + 6);
});

const env = { NO_COLOR: "1", PAGER: "less", LESS: "FRX" };

test.skipIf(isSkipped).each(["pino.log", "docker.log", "cri.log"])(
  "on a terminal, view shows %s by pages, long records whole, and no control character of it",
  async (file) => {
    const line = `echo before; ${FASTLOG} view ${join(at, file)} --hide body; echo "code $?"; cat`;
    const terminal = await Terminal.open(tmux, line, { env, height: 12 });
    const page = (await terminal.shows((screen) => screen.endsWith("\n:"))).split("\n");
    expect(page).toHaveLength(12);
    expect(page[0]).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} INFO {2}request 1 <é\\u001b\[2J> reqId=r1 status=200$/,
    );
    terminal.press("G");
    const end = await terminal.shows((screen) => screen.includes("(END)"));
    expect(end).toMatch(
      /WARN {2}long reqId=r1 status=503\n\S+ ERROR failed\n {4}Error: no answer\n/,
    );
    terminal.press("q");
    await terminal.shows((screen) => screen.endsWith("code 0"));
  },
);

test.skipIf(isSkipped)(
  "what it complains of stands behind the pager, whose keys work",
  async () => {
    const line = `cd ${at}; ${FASTLOG} view missing.log pino.log; echo "code $?"; cat`;
    const terminal = await Terminal.open(tmux, line, { env, height: 12 });
    const page = await terminal.shows((screen) => screen.endsWith("\n:"));
    expect(page).not.toContain("missing.log");
    terminal.press("q");
    const end = await terminal.shows((screen) => screen.endsWith("code 2"));
    expect(end).toContain("fastlog: missing.log: ENOENT");
  },
);

test.skipIf(isSkipped)(
  "it leaves the terminal as a pager has set it that reads its output",
  async () => {
    const line = [
      `cd ${folder()}; mkfifo pipe`,
      `${FASTLOG} view pipe | cat >out & exec 3>pipe; echo one >&3`,
      "until [ -s out ]; do sleep 0.01; done",
      // As a pager does, to get keys.
      "stty -echo; exec 3>&-; wait; stty -a | grep -ow -e '-*echo'; cat",
    ].join("\n");
    const terminal = await Terminal.open(tmux, line, { env });
    expect(await terminal.shows((screen) => screen.includes("echo"))).toBe("-echo");
  },
);

test.skipIf(isSkipped)("on a terminal, merge shows files of three runtimes in order", async () => {
  const files = ["pino.log", "docker.log", "cri.log"].join(" ");
  const line = `cd ${at}; ${FASTLOG} merge --prefix --pretty ${files} --fields=reqId; cat`;
  const terminal = await Terminal.open(tmux, line, { env, width: 80, height: 200 });
  await terminal.shows((screen) => screen.split("ERROR failed").length === 4);
  const names = terminal.rows.flatMap((row) => {
    const [, file, what] = /^(\w+)\.log \S+ \w+ +(request \d+|long|failed)/.exec(row) ?? [];
    return file === undefined ? [] : [`${file} ${what}`];
  });
  const messages = [
    ...Array.from({ length: RECORDS }, (_, i) => `request ${i + 1}`),
    "long",
    "failed",
  ];
  // The parts of one record have one time. They come in the order of the files, unless other lines have that time, too.
  expect(names.toSorted()).toEqual(
    messages
      .flatMap((message) => ["pino", "docker", "cri"].map((file) => `${file} ${message}`))
      .toSorted(),
  );
  for (const file of ["pino", "docker", "cri"]) {
    const own = names.filter((name) => name.startsWith(`${file} `));
    expect(own).toEqual(messages.map((message) => `${file} ${message}`));
  }
});

test.skipIf(isSkipped).each(["pino.log", "docker.log", "cri.log"])(
  "on a terminal, top counts what is added to %s, fits any size, and leaves the screen as it was",
  async (file) => {
    const path = join(folder(), file);
    writeFileSync(path, "");
    const line = `echo before; ${FASTLOG} top --interval 0.1 ${path}; echo "code $?"; cat`;
    const terminal = await Terminal.open(tmux, line, { env, height: 10 });
    await terminal.shows((screen) => screen.startsWith("fastlog top"));
    appendFileSync(path, readFileSync(join(at, file)));
    const rows = [
      new RegExp(`, ${RECORDS + 2} records `),
      new RegExp(` ${RECORDS} {2}info .* request # <é\\\\u001b\\[#J>`),
      / 1 {2}warn .* long$/m,
      / 1 {2}error .* failed$/m,
    ];
    await terminal.shows((screen) => rows.every((row) => row.test(screen)));
    terminal.resize(40, 6);
    await terminal.shows((screen) => {
      const lines = screen.split("\n");
      return lines.length === 6 && lines.every(({ length }) => length <= 40);
    });
    terminal.resize(100, 10);
    await terminal.shows((screen) => rows.every((row) => row.test(screen)));
    terminal.press("q");
    const after = await terminal.shows((screen) => screen.includes("code"));
    expect(after).toBe("before\ncode 0");
  },
);
