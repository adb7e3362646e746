import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "rolldown/parseAst";
import { describe, expect, test } from "vitest";
import { UDP_KINDS, UNIXGRAM_KINDS } from "../../src/backend/datagram/datagram-options.ts";
import { standardKinds } from "../../src/backend/fd/fd-options.ts";
import { fileKinds } from "../../src/backend/file/file-options.ts";
import type { Kinds } from "../../src/backend/options/option-kinds.ts";
import { POOL_KINDS } from "../../src/backend/options/pool-options.ts";
import { OTLP_KINDS } from "../../src/backend/otlp/otlp-options.ts";
import { withVariables } from "../../src/backend/otlp/otlp-settings.ts";
import {
  JOURNALD_KINDS,
  TCP_KINDS,
  TLS_KINDS,
  UNIX_KINDS,
} from "../../src/backend/stream/stream-options.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import { Runtime } from "../../src/lifecycle/runtime.ts";
import { WORKSPACE_PACKAGE } from "../app.ts";

const SOURCE = join(WORKSPACE_PACKAGE, "src");
const REFERENCE = join(WORKSPACE_PACKAGE, "../../docs/reference");

/** An entry of a page: the names of its heading, and the text below it. */
interface Entry {
  readonly names: readonly string[];
  readonly text: string;
}

function pageOf(name: string): string {
  return readFileSync(join(REFERENCE, `${name}.md`), "utf8");
}

/** The entries of a page: its headings with names in backquotes, several with commas between them. */
function entriesOf(page: string): Entry[] {
  const [, ...sections] = page.split(/^### /m);
  return sections.map((section) => {
    const [heading = "", ...lines] = section.split("\n");
    return { names: codesIn(heading), text: lines.join("\n").split("\n## ")[0] ?? "" };
  });
}

function namesOf(page: string): string[] {
  return entriesOf(page).flatMap(({ names }) => names);
}

function codesIn(text: string): string[] {
  return Array.from(text.matchAll(/`([^`]+)`/g), ([, code = ""]) => code);
}

/** The code in the cells of the first column of a table. */
function firstColumnOf(text: string): string[] {
  const rows = text.split("\n").filter((line) => line.startsWith("| `"));
  return rows.flatMap((row) => codesIn(row.split(" | ")[0] ?? ""));
}

type Node = Readonly<Record<string, unknown>> & { readonly type: string };

function nodesIn(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  if (typeof value !== "object" || value === null) return [];
  const children = Object.values(value).flatMap(nodesIn);
  return typeof (value as Node).type === "string" ? [value as Node, ...children] : children;
}

function nodesOf(path: string): Node[] {
  return nodesIn(parseAst(readFileSync(path, "utf8"), { lang: "ts" }));
}

/** Names of the members of an interface in a file of the source. */
function membersOf(path: string, name: string): string[] {
  const found = nodesOf(join(SOURCE, path)).find(
    (node) =>
      node.type === "TSInterfaceDeclaration" && (node["id"] as { name: string }).name === name,
  );
  const { body } = (found?.["body"] ?? { body: [] }) as { body: { key: { name: string } }[] };
  return body.map(({ key }) => key.name);
}

/** The texts of a union type in a file of the source. */
function textsOf(path: string, name: string): string[] {
  const found = nodesOf(join(SOURCE, path)).find(
    (node) =>
      node.type === "TSTypeAliasDeclaration" && (node["id"] as { name: string }).name === name,
  );
  const literals = nodesIn(found).filter(({ type }) => type === "Literal");
  return literals.map(({ value }) => String(value));
}

const sources = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".ts") && !name.endsWith(".test.ts"),
);

describe("the page of options", () => {
  const page = pageOf("options");

  test("has an entry for each option of configure(), and for nothing else", () => {
    const options = membersOf("config/options.ts", "Options");
    expect(options.length).toBeGreaterThan(20);
    expect(namesOf(page).toSorted()).toEqual(options.toSorted());
  });

  test.each([
    ["backend", "config/backend-option.ts", "BackendEntry"],
    ["redact", "redact/redact.ts", "RedactOptions"],
    ["sample", "config/limit-options.ts", "SampleOptions"],
    ["recorder", "config/recorder-option.ts", "RecorderOptions"],
    ["signals", "config/signal-options.ts", "SignalOptions"],
  ])("lists the members of %s", (option, path, name) => {
    const entry = entriesOf(page).find(({ names }) => names.includes(option));
    expect(firstColumnOf(entry?.text ?? "").toSorted()).toEqual(membersOf(path, name).toSorted());
  });

  test.each([
    ["flushAfter", 0, 60_000],
    ["maxRecord", 1024, 16_777_216],
    ["maxDepth", 1, 64],
    ["maxBreadth", 1, 65_536],
    ["exitTimeout", 0, 60_000],
    ["repeats", 1, 86_400_000],
  ])("has the bounds of %s that configure() checks: %d to %d", (option, least, most) => {
    const entry = entriesOf(page).find(({ names }) => names.includes(option));
    expect(entry?.text).toContain(`${shown(least)} to ${shown(most)}`);
    const set = (value: number) => () => new Runtime({}).configure({ [option]: value });
    expect(set(most)).not.toThrow();
    expect(set(least)).not.toThrow();
    expect(set(most + 1)).toThrow("invalid option");
    expect(set(least - 1)).toThrow("invalid option");
  });
});

describe("the options of other functions", () => {
  const [, table = ""] = pageOf("options").split("\n## Options of other functions\n");
  const rows = table.split("\n").flatMap((line) => {
    const [, subject = "", options = ""] = /^\| (.*?) \| (.*?) \| /.exec(line) ?? [];
    return options.includes("`") ? [{ subject, options: codesIn(options) }] : [];
  });

  const OTHERS: readonly (readonly [subject: string, path: string, ...interfaces: string[]])[] = [
    ["`withContext()`", "config/context-options.ts", "ContextOptions"],
    ["`http()`", "http/options.ts", "HttpOptions"],
    ["`reqId` of `http()`", "http/options.ts", "RequestIdOptions"],
    ["`child()`", "call/child-options.ts", "ChildOptions"],
    ["`withContext()`", "config/context-options.ts", "ContextOptions"],
    ["`setFilter()`", "config/lease-changes.ts", "FilterTime"],
    ["`flush()`", "index.ts", "FlushOptions"],
    ["`createLevels()`, of each level", "config/level-definitions.ts", "LevelDefinition"],
    ["format `{ json }`", "encode/format/json-options.ts", "JsonOptions"],
    ["`values` of it", "encode/format/json-options.ts", "JsonValues"],
    ["format `{ syslog }`", "encode/format/syslog-options.ts", "SyslogOptions"],
    ["`bridge()`", "bridge/options.ts", "BridgeOptions"],
    ["`console` of `bridge()`", "bridge/options.ts", "ConsoleBridgeOptions"],
    ["`debug` of `bridge()`", "bridge/options.ts", "DebugBridgeOptions"],
    ["`debuglog` of `bridge()`", "bridge/options.ts", "DebuglogBridgeOptions"],
    ["`warnings` of `bridge()`", "bridge/options.ts", "WarningBridgeOptions"],
    ["`FastlogLogger`", "nest.ts", "FastlogLoggerOptions"],
    ["`tracepoint()`", "tracepoint/options.ts", "TracepointOptions", "RecordOptions"],
    ["`instrument()`", "tracepoint/options.ts", "InstrumentOptions", "RecordOptions"],
    ["`configure()` of `fastlog/browser`", "browser/options.ts", "BrowserOptions"],
    ["`parseFilter()`", "filter/filter.ts", "FilterOptions"],
    ["`backendRules()`", "conformance/backend-rules.ts", "BackendChecks"],
    ["`encoderRules()`", "conformance/encoder-rules.ts", "EncoderCheckOptions"],
  ];

  test("are those of these functions", () => {
    expect(rows.map(({ subject }) => subject)).toEqual(OTHERS.map(([subject]) => subject));
  });

  test.each(OTHERS)("of %s are all of them", (subject, path, ...interfaces) => {
    const row = rows.find((one) => one.subject === subject);
    const members = interfaces.flatMap((name) => membersOf(path, name));
    expect(row?.options.toSorted()).toEqual(members.toSorted());
  });
});

function shown(figure: number): string {
  return figure.toLocaleString("en-US");
}

describe("the page of URL parameters", () => {
  const page = pageOf("url-parameters");
  const backends: Readonly<Record<string, Kinds>> = {
    stdout: standardKinds(),
    stderr: standardKinds(),
    "process.stdout": POOL_KINDS,
    "process.stderr": POOL_KINDS,
    "file:": fileKinds(),
    "tcp:": TCP_KINDS,
    "tls:": TLS_KINDS,
    "unix:": UNIX_KINDS,
    "udp:": UDP_KINDS,
    "unixgram:": UNIXGRAM_KINDS,
    "journald:": JOURNALD_KINDS,
    "otlp:": OTLP_KINDS,
    "otlps:": OTLP_KINDS,
    otlp: OTLP_KINDS,
  };
  const rows = page.split("\n").filter((line) => line.startsWith("| `"));
  const cells = rows.map((row) => row.split("|").slice(1, 3) as [string, string]);
  /** As the table has it: the URL's scheme. */
  const schemesOf = (cell: string) => codesIn(cell).map((url) => url.replace(/\/\/.*/, ""));

  /** The parameters in a cell, with those of another backend that it refers to. */
  function parametersIn(cell: string): string[] {
    const [, base] = /^ those of `([a-z]+:)`/.exec(cell) ?? [];
    const [, without] = /without `(\w+)`/.exec(cell) ?? [];
    const own = codesIn(cell).filter((name) => name !== base && name !== without);
    const other = cells.find(([urls]) => base !== undefined && schemesOf(urls).includes(base));
    const inherited = other === undefined ? [] : parametersIn(other[1]);
    return [...inherited.filter((name) => name !== without), ...own];
  }

  test("names every kind of backend", () => {
    expect(cells.flatMap(([urls]) => schemesOf(urls))).toEqual(Object.keys(backends));
  });

  test.each(Object.entries(backends))("names all parameters of %s", (scheme, kinds) => {
    const row = cells.find(([urls]) => schemesOf(urls).includes(scheme));
    expect(parametersIn(row?.[1] ?? "").toSorted()).toEqual(Object.keys(kinds).toSorted());
  });

  test("has an entry for each parameter, and for nothing else", () => {
    const parameters = new Set(Object.values(backends).flatMap((kinds) => Object.keys(kinds)));
    expect(namesOf(page).toSorted()).toEqual([...parameters].toSorted());
  });

  test.each(
    Object.entries(backends).flatMap(([scheme, kinds]) =>
      Object.entries(kinds).map(([name, { expected }]) => [name, scheme, expected] as const),
    ),
  )("has the values of %s for %s: %s", (name, _, expected) => {
    const [first = ""] =
      entriesOf(page)
        .find(({ names }) => names.includes(name))
        ?.text.split(" · ") ?? [];
    const [, ...bounds] = /from (\d+) to (\d+)/.exec(expected) ?? [];
    for (const bound of bounds) {
      expect(first).toContain(shown(Number(bound)));
    }
    const [, ...words] = /^([\w-]+)(?:, ([\w-]+))?,? or ([\w-]+)$/.exec(expected) ?? [];
    for (const word of words.filter(Boolean)) expect(first).toContain(`\`${word}\``);
  });
});

/** Names like those of environment variables. */
const VARIABLE = /^(?:[A-Z][A-Z0-9]*_)*[A-Z][A-Z0-9]{1,}$/;

/** The environment variables that a file of the source names. */
function variablesOf(path: string): string[] {
  const found = nodesOf(join(SOURCE, path)).flatMap(variablesIn);
  return found.filter((name) => VARIABLE.test(name) || /^(?:exec_mode|pm_id)$/.test(name));
}

function variablesIn(node: Node): string[] {
  switch (node.type) {
    // process.env["NODE_ENV"]
    case "MemberExpression": {
      if (!isEnvironment(node["object"])) return [];
      const { name, value } = node["property"] as { name?: string; value?: string };
      return [node["computed"] === true ? (value ?? "") : (name ?? "")];
    }
    // const { NO_COLOR } = environment
    case "VariableDeclarator":
      return isEnvironment(node["init"]) ? keysOf(node["id"] as Node) : [];
    // ({ PAGER }: NodeJS.ProcessEnv) => …
    case "ObjectPattern":
      return JSON.stringify(node["typeAnnotation"] ?? "").includes("ProcessEnv")
        ? keysOf(node)
        : [];
    // { LESS, ...environment }: a default
    case "ObjectExpression":
      return spreadsEnvironment(node) ? keysOf(node) : [];
    case "Literal": {
      const text = String(node["value"]);
      return /^(?:OTEL|DD|K|GAE|GOOGLE|ELASTIC)_[A-Z_]*[A-Z]$/.test(text) ? [text] : [];
    }
    default:
      return [];
  }
}

/** Names of the properties of an object or a pattern. */
function keysOf(node: Node): string[] {
  const properties = (node["properties"] ?? []) as { key?: { name?: string } }[];
  return properties.flatMap(({ key }) => key?.name ?? []);
}

function spreadsEnvironment(node: Node): boolean {
  const properties = node["properties"] as Node[];
  return properties.some((one) => one.type === "SpreadElement" && isEnvironment(one["argument"]));
}

/** `process.env`, and parameters that stand for it. */
function isEnvironment(value: unknown): boolean {
  const node = value as Node | null;
  if (node?.type === "Identifier") return /^(?:environment|variables|env)$/.test(`${node["name"]}`);
  if (node?.type !== "MemberExpression") return false;
  return (node["property"] as { name?: string }).name === "env";
}

describe("the page of environment variables", () => {
  const page = pageOf("environment");

  /** The names that a function asks for. */
  function asked(read: (variables: Record<string, string | undefined>) => unknown): string[] {
    const names = new Set<string>();
    const get = (_: object, name: string | symbol) => {
      names.add(String(name));
      return undefined;
    };
    read(new Proxy({}, { get }));
    return [...names];
  }

  test("has an entry for each variable that the source reads, and for nothing else", () => {
    const read = [
      ...sources.flatMap(variablesOf),
      ...asked(readEnvironment),
      ...asked((variables) => withVariables({}, variables)),
      // Node reads them when it is asked for the colours of a terminal.
      "COLORTERM",
      "TERM",
    ];
    expect(namesOf(page).toSorted()).toEqual([...new Set(read)].toSorted());
  });
});

describe("the page of error codes", () => {
  const page = pageOf("error-codes");
  const [thrown = "", reported = ""] = page.split("\n## Errors of backends\n");

  test("has an entry for each code of a FastlogError, and for nothing else", () => {
    const codes = textsOf("errors.ts", "FastlogErrorCode");
    expect(codes.length).toBeGreaterThan(10);
    expect(namesOf(thrown).toSorted()).toEqual(codes.toSorted());
  });

  test("has an entry for each code that a backend reports, but for those of the system", () => {
    const parts = sources.filter((name) => /^(?:backend|sink)\//.test(name));
    const codes = parts.flatMap((name) => {
      const text = readFileSync(join(SOURCE, name), "utf8");
      const found = text.matchAll(/(?:(?:tell|report)\(\s*|\bcode: )"([A-Z]+)"/gi);
      return Array.from(found, ([, code = ""]) => code);
    });
    expect(codes.length).toBeGreaterThan(10);
    const ofSystem = ["ECONNREFUSED", "ENOSPC", "EACCES", "HTTP_503", "HTTP_400"];
    const named = namesOf(reported).filter((name) => !ofSystem.includes(name));
    expect(named.toSorted()).toEqual(
      [...new Set(codes)].filter((code) => code !== "EBADF").toSorted(),
    );
  });

  test("says of each code what to do", () => {
    const silent = entriesOf(page).filter(({ text }) => !text.includes("**Do:** "));
    expect(silent).toEqual([]);
  });
});

describe("the page of counters", () => {
  const page = pageOf("counters");
  const [, ofBackends = "", ofThread = ""] = page.split(/^## /m);

  test("has an entry for each counter of a backend, and for nothing else", () => {
    const counters = membersOf("sink/stats.ts", "BackendStats");
    expect(counters.length).toBeGreaterThan(10);
    expect(namesOf(ofBackends).toSorted()).toEqual(counters.toSorted());
  });

  test("has an entry for each counter of a thread, and for nothing else", () => {
    const named = namesOf(ofThread).map((name) => name.replace("stats().", ""));
    expect(named.toSorted()).toEqual(membersOf("sink/stats.ts", "Stats").toSorted());
  });

  test.each([
    ["retired", "sink/stats.ts", "RetiredStats"],
    ["heldBack", "limit/held-back.ts", "HeldBackStats"],
    ["recorder", "sink/recorder-stats.ts", "RecorderStats"],
  ])("names the members of %s", (counter, path, name) => {
    const entry = entriesOf(page).find(({ names }) => names.includes(counter));
    expect(codesIn(entry?.text ?? "")).toEqual(expect.arrayContaining(membersOf(path, name)));
  });

  test.each([
    ["state", "backend/backend.ts", "BackendState"],
    ["droppedByReason", "batch/losses.ts", "DropReason"],
  ])("lists the values of %s", (counter, path, name) => {
    const entry = entriesOf(page).find(({ names }) => names.includes(counter));
    expect(firstColumnOf(entry?.text ?? "").toSorted()).toEqual(textsOf(path, name).toSorted());
  });

  test("names every metric of toPrometheus(), and no other", () => {
    const text = new Runtime({ LOG_RECORDER: "1" }).stats().toPrometheus();
    const metrics = Array.from(text.matchAll(/^# TYPE (\w+)/gm), ([, name]) => name);
    const named = codesIn(page).flatMap((code) => /^fastlog_\w+/.exec(code) ?? []);
    expect([...new Set(named)].toSorted()).toEqual(metrics.toSorted());
  });
});
