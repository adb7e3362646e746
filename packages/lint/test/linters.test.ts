import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { run } from "../../fastlog/test/child.ts";
import { folder } from "../../fastlog/test/folder.ts";
import { pack, project } from "./packed.ts";

/** Comments name the rules that must report the lines before them. */
const SOURCES: Readonly<Record<string, string>> = {
  "app.js": `
import { close, debug, enabled, flush, info, log, logger } from "fastlog";
import { dbLog } from "./log.js";

const db = logger("app::db").child({ pool: 1 });
const READY = "ready {}";
const start = Date.now();

export async function handle(req, id, dump) {
  info(\`user \${id} from \${req.ip}\`); // placeholders
  info("user " + id + ' "quoted" {}'); // placeholders
  db.warn({ id }, \`slow: \${Date.now() - start} ms\`); // placeholders
  dbLog.info(\`query \${id}\`); // placeholders
  req.log.info(\`user \${id}\`); // placeholders
  log("warn", \`line one
  line two \${id}\`); // placeholders
  info("user {} {}", id); // placeholder-count
  info("user {name}", { id }); // placeholder-count
  info(req.query.text, { id }); // literal-message
  debug("state {}", dump()); // lazy-arguments
  debug(\`state \${dump()}\`); // lazy-arguments
  if (enabled("debug")) debug("state {}", dump());
  flush(); // await-delivery
  await flush();
  info("user {} from {}", id, req.ip, { ms: Date.now() - start });
  info(READY, id);
  try {
    info(req.query.text);
  } catch (failure) {
    db.error(failure, "no answer for {}", id);
    db.error(failure, \`no answer for \${id}\`); // placeholders
  }
  {
    const info = console.info;
    info(\`user \${id}\`);
  }
}

class Service {
  #log = logger("service");
  run(id) {
    return () => this.#log.info(\`run \${id}\`); // placeholders
  }
}
export default Service;
process.once("SIGTERM", () => void close());
`,
  "script.cjs": `
const { info, logger: make } = require("fastlog");
const log = make("script");
module.exports = (id) => {
  info(\`user \${id}\`); // placeholders
  log.info("user {}"); // placeholder-count
};
`,
  "typed.ts": `
import type { Logger } from "fastlog";
import * as fastlog from "fastlog";

enum Text { Started = "started {}" }

export class Service {
  constructor(private readonly log: Logger) {}
  run(id: number, body: unknown, reason: TypeError): void {
    this.log.info(\`run \${id as number}\`); // placeholders
    this.log.info(body as string, { id }); // literal-message
    this.log.error(reason, { id });
    fastlog.info(Text.Started, id);
    fastlog.debug("body {}", JSON.stringify(body)); // lazy-arguments
  }
}
`,
  "other.js": `
import { info } from "other";
export const say = (id) => info(\`user \${id}\`);
`,
};

const SETTINGS = { fastlog: { loggers: ["req.log"], modules: ["log.js"] } };

/** The lines with the rules that they name, such as `app.js:8 placeholders`. */
const EXPECTED = Object.entries(SOURCES).flatMap(([file, source]) =>
  source.split("\n").flatMap((line, i) => {
    const [, rule] = /; \/\/ ([a-z-]+)$/.exec(line) ?? [];
    return rule === undefined ? [] : [`${file}:${i + 1} ${rule}`];
  }),
);

const ESLINT_CONFIG = `
import fastlog from "@fastlog/lint";
import parser from "@typescript-eslint/parser";
export default [
  fastlog.configs.recommended,
  { files: ["**/*.ts"], languageOptions: { parser } },
  { settings: ${JSON.stringify(SETTINGS)} },
];
`;

/** As programs of CommonJS have it, with the names that \`defineConfig\` takes. */
const ESLINT_CONFIG_CJS = `
const fastlog = require("@fastlog/lint");
const parser = require("@typescript-eslint/parser");
const { defineConfig } = require("eslint-9/config");
module.exports = defineConfig([
  { plugins: { fastlog }, extends: ["fastlog/recommended"] },
  { files: ["**/*.ts"], languageOptions: { parser } },
  { settings: ${JSON.stringify(SETTINGS)} },
]);
`;

const OXLINT_CONFIG = {
  extends: ["./node_modules/@fastlog/lint/oxlint.json"],
  settings: SETTINGS,
};

interface Found {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
}

interface LinterOf {
  readonly name: string;
  readonly command: readonly string[];
  read(output: string): Found[];
}

const ESLINT = "node_modules/eslint/bin/eslint.js";
const ESLINT_9 = "node_modules/eslint-9/bin/eslint.js";
const FILES = Object.keys(SOURCES);

const LINTERS: readonly LinterOf[] = [
  { name: "ESLint 10", command: [ESLINT, "-f", "json"], read: byEslint },
  { name: "ESLint 9", command: [ESLINT_9, "-c", "nine.config.cjs", "-f", "json"], read: byEslint },
  { name: "Oxlint", command: ["node_modules/oxlint/bin/oxlint", "-f", "json"], read: byOxlint },
];

function byEslint(output: string): Found[] {
  const files: readonly {
    filePath: string;
    messages: readonly { line: number; endLine: number; ruleId: string | null; message: string }[];
  }[] = JSON.parse(output);
  return files.flatMap(({ filePath, messages }) =>
    messages.map(({ ruleId, endLine, message }) => {
      const rule = ruleId?.replace(/^fastlog\//, "") ?? message;
      return { file: basename(filePath), line: endLine, rule };
    }),
  );
}

/** Oxlint has rules of its own, which are not looked at. */
function byOxlint(output: string): Found[] {
  const {
    diagnostics,
  }: {
    diagnostics: readonly {
      code?: string;
      filename: string;
      labels: readonly { span: { offset: number; length: number } }[];
    }[];
  } = JSON.parse(output);
  return diagnostics.flatMap(({ code = "", filename, labels }) => {
    const [, rule] = /^fastlog\(([a-z-]+)\)$/.exec(code) ?? [];
    const [label] = labels;
    if (rule === undefined || label === undefined) return [];
    const { offset, length } = label.span;
    const before = Buffer.from(SOURCES[filename] ?? "").subarray(0, offset + length);
    return { file: filename, line: before.toString().split("\n").length, rule };
  });
}

let app: string;

beforeAll(() => {
  app = makeApp(join(project(pack()), "node_modules"));
});

/** A folder with the sources and the configurations. */
function makeApp(modules: string): string {
  const made = folder();
  symlinkSync(modules, join(made, "node_modules"));
  writeFileSync(join(made, "package.json"), '{ "name": "app", "type": "module" }');
  writeFileSync(join(made, "eslint.config.js"), ESLINT_CONFIG);
  writeFileSync(join(made, "nine.config.cjs"), ESLINT_CONFIG_CJS);
  writeFileSync(join(made, ".oxlintrc.json"), JSON.stringify(OXLINT_CONFIG));
  for (const [file, source] of Object.entries(SOURCES)) writeFileSync(join(made, file), source);
  return made;
}

describe.each(LINTERS)("by $name", ({ command, read }) => {
  test("reports the lines that it should, in modules, scripts and TypeScript", async () => {
    const { stdout, stderr } = await run([process.execPath, ...command, ...FILES], { cwd: app });
    expect(stderr).toBe("");
    const found = read(stdout).map(({ file, line, rule }) => `${file}:${line} ${rule}`);
    expect(found.toSorted()).toEqual(EXPECTED.toSorted());
  });

  test("fixes what can be fixed, and leaves no report that a fix was for", async () => {
    const copy = makeApp(join(app, "node_modules"));
    const argv = [process.execPath, ...command, "--fix", ...FILES];
    const { stdout } = await run(argv, { cwd: copy });
    expect(read(stdout).filter(({ rule }) => rule === "placeholders")).toEqual([]);
    const fixed = FILES.map((file) => readFileSync(join(copy, file), "utf8")).join("\n");
    const calls = [
      'info("user {} from {}", id, req.ip); //',
      'info("user {} \\"quoted\\" {{}}", id); //',
      'db.warn({ id }, "slow: {} ms", Date.now() - start); //',
      'log("warn", `line one\n  line two {}`, id); //',
      'db.error(failure, "no answer for {}", id); //',
      'this.#log.info("run {}", id); //',
      'this.log.info("run {}", id as number); //',
    ];
    expect(calls.filter((call) => !fixed.includes(call))).toEqual([]);
    expect(fixed).toContain("    info(`user ${id}`);\n");
  });
});
