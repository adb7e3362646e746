import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { fileOf, ran } from "../../test/fixtures/unit/command.ts";
import { COMMANDS } from "./commands.ts";

const LOG = [
  '{"level":30,"time":1796010860961,"target":"app","msg":"one"}',
  '{"level":50,"time":1796010860962,"target":"db","msg":"two"}',
  "text",
  "",
].join("\n");

const log = fileOf(LOG);
const shown = async (...argv: readonly string[]) => (await ran(["view", "--utc", ...argv])).stdout;

test("the help names all commands, and each has a help with all its options", async () => {
  const { stdout } = await ran(["--help"]);
  for (const { name, options } of COMMANDS) {
    expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
    for (const argv of [
      ["help", name],
      [name, "--help"],
      [name, "-h"],
    ]) {
      const help = (await ran(argv)).stdout;
      for (const option of options) expect(help).toContain(`--${option.name}`);
      expect(help.split("\n").filter((line) => line.length > 100)).toEqual([]);
    }
  }
});

test("options of a command have different names and letters", () => {
  for (const { options } of COMMANDS) {
    const names = options.flatMap(({ name, short }) =>
      short === undefined ? [name] : [name, short],
    );
    expect(new Set(names).size).toBe(names.length);
  }
});

test.each([["--version"], ["-V"], ["version"]])("%s prints the version", async (word) => {
  expect(await ran([word])).toMatchObject({ code: 0, stdout: "1.2.3\n" });
});

describe("a mistake on the command line is told, with what was probably meant", () => {
  test.each<[string[], string]>([
    [[], "expected a command: view, merge"],
    [["veiw"], 'unknown command "veiw" (expected view, merge'],
    [["veiw"], 'did you mean "view"?'],
    [["help", "mrege"], 'did you mean "merge"?'],
    [["view", "--wehre", "a=1", log], "unknown option --wehre; did you mean --where?"],
    [["view", "--foll", log], "unknown option --foll; did you mean --follow?"],
    [["view", "-Q", log], "unknown option -Q"],
    [["view", log, "--level"], "--level needs a value: --level=LEVEL"],
    [["view", "--count=3", log], '--count takes no value, but has "3"'],
    [
      ["view", "--level", "wran", log],
      'unknown level "wran" (expected fatal, error, warn, info, debug or trace); did you mean "warn"?',
    ],
    [["view", "--filter", "db=wran", log], '--filter: invalid directive "db=wran"'],
    [["view", "--limit", "0", log], '--limit: invalid number "0" (expected 1 or more)'],
    [["view", "--color=red", log], '--color: unknown value "red" (expected auto, always or never)'],
    [["view", "--template", "{x} {message}", log], 'unknown token "{x}"'],
    [["view", "--since", "1m", "--until", "2m", log], "--since is after --until"],
    [["view", "-1x", log], "--one-line and --expand exclude each other"],
    [["view", log, "info/a/b"], 'invalid filter "info/a/b": more than one "/"'],
    [["view", log, "info@1/s"], 'invalid filter "info@1/s": limits such as @100/s'],
    [["view", log, "app=info@10%"], 'invalid filter "app=info@10%": limits such as @100/s'],
    [["view", "--nothing-like-it", log], "unknown option --nothing-like-it (--help lists all"],
    [["merge", "--follow", "-"], "merge --follow takes files, not standard input"],
  ])("%j: %s", async (argv, message) => {
    await expect(ran(argv)).rejects.toThrow(message);
  });
});

describe("exit codes are those of grep", () => {
  test("0 if something was shown, 1 if nothing", async () => {
    expect((await ran(["view", log])).code).toBe(0);
    expect((await ran(["view", log, "fatal"])).code).toBe(1);
    expect((await ran(["view", fileOf("")])).code).toBe(1);
  });

  test("2 if a file cannot be read, after the others were shown", async () => {
    const { code, stdout, complaints } = await ran(["view", "--utc", `${log}.missing`, log]);
    expect({ code, lines: stdout.split("\n").length }).toEqual({ code: 2, lines: 4 });
    expect(complaints).toEqual([expect.stringMatching(/\.missing: ENOENT/)]);
  });

  test("2 for a folder", async () => {
    const { code, complaints } = await ran(["view", import.meta.dirname]);
    expect({ code, complaints }).toEqual({
      code: 2,
      complaints: [expect.stringContaining("it is a directory")],
    });
  });
});

describe("records are selected", () => {
  test.each<[string[], string]>([
    [["--level", "error"], "two"],
    [["-l", "50"], "two"],
    [["error"], "two"],
    [["off,app=info"], "one"],
    [["--filter", "app=trace"], "one"],
    [["..info"], "one"],
    [["trace/^tw"], "two"],
    [["--where", "target = db"], "two"],
    [["--where", "target = db", "--where", "msg = one"], ""],
    [["--since", "2026-11-30T03:54:20.962Z"], "two"],
    [["--until", "2026-11-30T03:54:20.961Z"], "one"],
    [["--limit", "1"], "one"],
    [["--where", "msg ~ o", "-n", "1"], "one"],
    [["--tail", "1"], "text"],
  ])("by %j", async (options, message) => {
    const text = await shown(log, ...options);
    expect(text.trim().split(" ").at(-1)).toBe(message);
    expect(text.split("\n")).toHaveLength(message === "" ? 1 : 2);
  });

  test("and lines that are no records are shown only if nothing is selected", async () => {
    expect(await shown(log)).toContain("\ntext\n");
    expect(await shown(log, "trace")).not.toContain("text");
  });

  test("and are counted", async () => {
    expect(await shown(log, "--count")).toBe("3\n");
    expect(await shown(log, "--count", "trace")).toBe("2\n");
  });
});

test("--json gives the lines as they are, byte for byte", async () => {
  expect(await shown(log, "--json")).toBe(LOG);
  expect(await shown(log, "--json", "warn")).toBe(`${LOG.split("\n")[1]}\n`);
});

test("a compressed file is read like any other, also if it has several members", async () => {
  const [first, ...others] = LOG.split(/(?<=\n)/);
  const members = Buffer.concat([gzipSync(first!), gzipSync(others.join(""))]);
  expect(await shown(fileOf(members, "app.log.1"))).toBe(await shown(log));
});

test("of a compressed file that was cut, what can be read is shown, and the code is 2", async () => {
  const random = Array.from(
    { length: 2000 },
    (_, i) => `{"level":30,"time":1796010860961,"msg":"${(i * 7919) % 99991}"}\n`,
  ).join("");
  const whole = gzipSync(random);
  const { code, stdout, complaints } = await ran([
    "view",
    fileOf(whole.subarray(0, whole.length - 4)),
  ]);
  expect(code).toBe(2);
  expect(stdout.split("\n").length).toBeGreaterThan(1000);
  expect(complaints).toEqual([expect.stringContaining("unexpected end of file")]);
});

test("a file that is no log is shown as text", async () => {
  expect(await shown(fileOf("a\r\nb\tc\n\nd"))).toBe("a\nb    c\n\nd\n");
});
