import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { WORKSPACE_PACKAGE } from "../app.ts";
import { type Packed, pack } from "../packed.ts";
import { tool } from "../tools.ts";
import { type Block, blocksOf, commandsOf, isProgram, isSession, outputOf } from "./blocks.ts";
import { patternOf } from "./output.ts";
import { Project } from "./project.ts";

const ROOT = join(WORKSPACE_PACKAGE, "../..");
/** The Debian packages of the programs that pages use. */
const PACKAGES: Readonly<Record<string, string>> = {
  socat: "socat",
  jq: "jq",
  curl: "curl",
  nc: "netcat-openbsd",
  logrotate: "logrotate",
  rsyslogd: "rsyslog",
  "syslog-ng": "syslog-ng-core",
  openssl: "openssl",
};

const PAGES = [
  "README.md",
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`)
    .sort(),
];

/** A block that is run, the files that it needs, and the output that the page shows for it. */
interface Example {
  readonly block: Block;
  readonly files: readonly Block[];
  readonly shown: string | undefined;
  /** Nothing says how it is run. */
  readonly isUnknown?: boolean;
}

const URLS = /^(?:(?:stdout|stderr|journald:|(?:file|tcp|tls|udp|unix|unixgram):\/\/)\S* *)+$/;

/** The examples of a page. Each block is in one of them, is a file of one, or says why it is not run. */
function examplesOf(page: string): Example[] {
  const blocks = blocksOf(join(ROOT, page), page);
  const examples: Example[] = [];
  const files = new Map<string, Block>();
  for (const [i, block] of blocks.entries()) {
    const next = blocks[i + 1];
    if (block.notes["not run"] !== undefined) continue;
    if (isSession(block)) {
      examples.push({ block, files: [...files.values()], shown: outputOf(block) });
    } else if (block.notes.file !== undefined) {
      files.set(block.notes.file, block);
    } else if (isProgram(block)) {
      files.set(fileOf(block), block);
      const isRunBelow = next !== undefined && isSession(next);
      if (isRunBelow) continue;
      const isOutput = next?.language === "" && next.notes.file === undefined && !isUrls(next);
      examples.push({ block, files: [...files.values()], shown: isOutput ? next.text : undefined });
    } else if (!isUrls(block) && !isShownBy(blocks[i - 1])) {
      examples.push({ block, files: [], shown: undefined, isUnknown: true });
    }
  }
  return examples;
}

function isShownBy(before: Block | undefined): boolean {
  return before !== undefined && isProgram(before) && before.notes["not run"] === undefined;
}

function isUrls({ language, text }: Block): boolean {
  return language === "" && text.split("\n").every((line) => URLS.test(line));
}

function fileOf({ notes, text, language }: Block): string {
  const [, named] = /^\/\/ ([\w./-]+\.[cm]?[jt]sx?)$/m.exec(text) ?? [];
  return notes.file ?? named ?? `app.${language}`;
}

let packed: Packed;

beforeAll(() => {
  packed = pack();
});

describe.for(PAGES.filter((page) => examplesOf(page).length > 0))("%s", (page) => {
  const examples = examplesOf(page);

  test.concurrent.for(examples.map((example) => [example.block.place, example] as const))(
    "%s prints what the page shows",
    async ([, example], { skip, signal }) => {
      const { block, files, shown, isUnknown = false } = example;
      expect(isUnknown, "nothing says how the block is run").toBe(false);
      const missing = block.notes.needs?.split(" ").find((name) => !isInstalled(name));
      if (missing !== undefined) return skip(`${missing} is missing`);
      const project = await Project.make(packed, [block.text, ...files.map(({ text }) => text)]);
      for (const file of files) {
        const { prelude = "" } = file.notes;
        project.write(fileOf(file), project.localised(`${prelude}\n${file.text}\n`));
      }
      const { printed, status } = await execute(project, block, signal);
      const varies = block.notes.varies?.split(" ");
      if (shown !== undefined) expect(printed).toMatch(patternOf(shown, varies));
      expect({ status }, printed).toEqual({ status: Number(block.notes.exits ?? 0) });
    },
  );
});

function isInstalled(name: string): boolean {
  const known = PACKAGES[name];
  if (known === undefined) throw new Error(`needs: unknown program "${name}"`);
  return tool(name, known) !== undefined;
}

/** Runs a block in its project by the shell, and ends whatever it has left running. */
async function execute(
  project: Project,
  block: Block,
  signal: AbortSignal,
): Promise<{ printed: string; status: number | null }> {
  const { before, run = isSession(block) ? commandsOf(block) : `node ${fileOf(block)}` } =
    block.notes;
  const lines = [before === undefined ? "" : `{ ${before}\n} >before.out 2>&1`, run];
  const { HOME = "", PATH = "" } = process.env;
  const path = [
    dirname(process.execPath),
    join(project.folder, "node_modules/.bin"),
    PATH,
    "/usr/sbin",
  ];
  const shell = spawn("bash", ["-c", `exec 2>&1\n${project.localised(lines.join("\n"))}`], {
    cwd: project.folder,
    env: { HOME, PATH: path.join(delimiter), TZ: "UTC" },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  signal.addEventListener("abort", () => endGroup(shell.pid));
  const chunks: Buffer[] = [];
  shell.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  // The output is at its end when all who share it have ended.
  shell.once("exit", () => endGroup(shell.pid));
  const status = await new Promise<number | null>((resolve) => shell.once("close", resolve));
  return { printed: project.generalised(Buffer.concat(chunks).toString()), status };
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing of it runs any more.
  }
}
