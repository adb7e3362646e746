import { spawn } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type Packed, pack } from "../packaging/packed.ts";
import { packers, tool } from "../tools.ts";
import { type Block, blocksOf, commandsOf, isProgram, isSession, outputOf } from "./blocks.ts";
import { DOCS, ROOT } from "./markdown.ts";
import { patternOf } from "./output.ts";
import { Project } from "./project.ts";

/** The Debian packages of the programs that pages use. */
const PACKAGES: Readonly<Record<string, string>> = {
  socat: "socat",
  ss: "iproute2",
  jq: "jq",
  curl: "curl",
  nc: "netcat-openbsd",
  logrotate: "logrotate",
  rsyslogd: "rsyslog",
  "syslog-ng": "syslog-ng-core",
  openssl: "openssl",
  unshare: "util-linux",
  "systemd-journald": "systemd",
  journalctl: "systemd",
};

const PAGES = ["README.md", ...DOCS];

/** A block that is run, the files that it needs, and the output that the page shows for it. */
interface Example {
  readonly block: Block;
  readonly files: readonly Block[];
  readonly shown: string | undefined;
  /** What of it is another text each time. */
  readonly varies?: string | undefined;
  /** Nothing says how it is run. */
  readonly isUnknown?: boolean;
}

const URLS =
  /^(?:(?:stdout|stderr|journald:|(?:file|tcp|tls|udp|unix|unixgram|otlps?):\/\/)\S* *)+$/;

/** The examples of a page. Each block is in one of them, is a file of one, or says why it is not run. */
function examplesOf(page: string): Example[] {
  const blocks = blocksOf(join(ROOT, page), page);
  const examples: Example[] = [];
  const files = new Map<string, Block>();
  for (const [i, block] of blocks.entries()) {
    const next = blocks[i + 1];
    if (block.notes["not run"] !== undefined) continue;
    if (isSession(block)) {
      const { varies } = block.notes;
      examples.push({ block, files: [...files.values()], shown: outputOf(block), varies });
    } else if (block.notes.file !== undefined && (!isProgram(block) || isShownExample(block))) {
      files.set(block.notes.file, block);
      if (block.notes.run !== undefined) {
        examples.push({ block, files: [...files.values()], shown: undefined });
      }
    } else if (isProgram(block)) {
      files.set(fileOf(block), block);
      const isRunBelow = next !== undefined && isSession(next);
      if (isRunBelow) continue;
      const isOutput = next?.language === "" && next.notes.file === undefined && !isUrls(next);
      const output = isOutput ? { shown: next.text, varies: next.notes.varies } : undefined;
      examples.push({ block, files: [...files.values()], shown: undefined, ...output });
    } else if (!isUrls(block) && !isShownBy(blocks[i - 1])) {
      examples.push({ block, files: [], shown: undefined, isUnknown: true });
    }
  }
  return examples;
}

/** A program of `examples/`, which a session below runs. */
function isShownExample({ notes }: Block): boolean {
  return notes.example !== undefined;
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

/** What `node app.js` is on a page that shows no program. */
const PROGRAM = `
import { info, logger } from "fastlog";

info("listening on {}", 8080);
logger("app::http").warn("no answer", { host: "10.0.0.1", ms: 1.5 });
`;

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
      const { before = "", run = "" } = block.notes;
      const texts = [block.text, before, run, ...files.map(({ text }) => text)];
      const project = await Project.make(packed, texts);
      project.write("app.js", project.localised(PROGRAM));
      for (const file of files) {
        const { prelude } = file.notes;
        const text = prelude === undefined ? file.text : `${prelude}\n${file.text}`;
        project.write(fileOf(file), project.localised(`${text}\n`));
      }
      const { printed, status } = await execute(project, block, signal);
      const varies = example.varies?.split(" ");
      if (shown !== undefined) {
        // The library itself names ports and paths in its messages.
        const isAsShown = patternOf(shown, varies).test(printed);
        const here = isAsShown ? shown : project.localised(shown);
        expect(printed).toMatch(patternOf(here, varies));
      }
      expect({ status }, printed).toEqual({ status: Number(block.notes.exits ?? 0) });
    },
  );
});

function isInstalled(name: string): boolean {
  if (name === "jest") return packers() !== undefined;
  const known = PACKAGES[name];
  if (known === undefined) throw new Error(`needs: unknown program "${name}"`);
  return tool(name, known) !== undefined;
}

/**
 * Functions for the notes of a page. `check app.ts` has the types checked. `wait_for nc -z 127.0.0.1 5140` waits until a command succeeds;
 * `receive rsyslog` starts a receiver with the configuration of the page; `certificates` makes those of an
 * authority, of the receiver and of a client; `journal` starts one of systemd's where a system has it, which nobody
 * else sees: the block needs `unshare`. `systemctl start shop` runs what the file `shop.service` of the page says, and
 * `systemctl stop shop` ends it by SIGTERM.
 */
const FUNCTIONS = `
journal() {
  local journal=/r
  journal+=un/systemd/journal
  mount -t tmpfs none \${journal%/systemd*} && mkdir -p $journal logs
  RUNTIME_DIRECTORY=$journal LOGS_DIRECTORY=$PWD/logs systemd-journald test & wait_for test -S $journal/stdout
}
systemctl() {
  [ $1 = stop ] && { kill $unit; wait $unit; return; }
  local journal=/r file=$2.service
  journal+=un/systemd/journal/stdout
  cat >unit.sh <<SH
export JOURNAL_STREAM=\\$(stat -L -c %d:%i /proc/\\$\\$/fd/1)
printf '%s\\n\\n6\\n1\\n0\\n0\\n0\\n' '$(sed -n 's/^SyslogIdentifier=//p' $file)'
$(sed -n 's/^Environment=/export /p' $file)
exec $(sed -n 's/^ExecStart=//p' $file)
SH
  socat UNIX-CONNECT:$journal EXEC:"bash unit.sh",nofork & unit=$!
}
journalctl() { command journalctl -D logs "$@"; }
check() { tsc --noEmit --strict --module nodenext --target es2023 --types node "$1"; }
wait_for() { until "$@"; do sleep 0.05; done; }
certificates() {
  local key="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
  openssl req -x509 $key -days 1 -subj /CN=ca -keyout /etc/ssl/ca.key -out /etc/ssl/log-ca.pem
  for pair in logs:localhost app:app.example.com; do
    local file=/etc/ssl/\${pair%:*} name=\${pair#*:}
    openssl req $key -subj /CN=$name -addext subjectAltName=DNS:$name -keyout $file.key -out $file.csr
    openssl x509 -req -in $file.csr -CA /etc/ssl/log-ca.pem -CAkey /etc/ssl/ca.key -CAcreateserial \
      -copy_extensions copy -days 1 -out $file.pem
  done
}
receive() {
  case $1 in
    rsyslog) rsyslogd -n -f rsyslog.conf -i "$PWD/receiver.pid" & ;;
    syslog-ng) syslog-ng -F -f syslog-ng.conf -R "$PWD/receiver.state" -p "$PWD/receiver.pid" -c "$PWD/receiver.ctl" & ;;
  esac
}`;

/** The script of a block: its commands, with those that the page does not show between them. */
function scriptOf(block: Block): string {
  const { before = ":", between = ":", run, beside, during } = block.notes;
  const commands = isSession(block) ? commandsOf(block) : [commandFor(fileOf(block))];
  const quietly = (line: string) => `{ ${line}\n} >>hidden.out 2>&1`;
  const shown = run === undefined ? commands : [run];
  if (during !== undefined) {
    const server = `${shown.at(-1)} >out 2>&1 & it=$!`;
    const served = [...shown.slice(0, -1), server, quietly(during), ENDED, "cat out"];
    return ["exec 2>&1", FUNCTIONS, quietly(before), ...served].join("\n");
  }
  const lines =
    beside === undefined
      ? shown.flatMap((line, i) => (i === 0 ? [line] : [quietly(between), line]))
      : [
          "set -e",
          ...shown.flatMap((line) => [`${line} >out 2>&1 & it=$!`, quietly(beside), ENDED]),
        ];
  return ["exec 2>&1", FUNCTIONS, quietly(before), ...lines].join("\n");
}

/** Programs are run; TypeScript is only checked. */
function commandFor(file: string): string {
  return file.endsWith(".ts") ? `check ${file}` : `node ${file}`;
}

const ENDED = "kill $it; wait $it 2>hidden.out || :";

/** Runs a block in its project by the shell, and ends whatever it has left running. */
async function execute(
  project: Project,
  block: Block,
  signal: AbortSignal,
): Promise<{ printed: string; status: number | null }> {
  const { HOME = "", PATH = "" } = process.env;
  const path = [
    dirname(process.execPath),
    join(project.folder, "node_modules/.bin"),
    PATH,
    "/usr/sbin",
    "/usr/lib/systemd",
  ];
  const command = ["bash", "-c", project.localised(scriptOf(block))];
  // Whatever it mounts is seen by nobody else, and gone when it ends.
  if (block.notes.needs?.split(" ").includes("unshare")) {
    command.unshift("unshare", "--map-root-user", "--mount");
  }
  const [program = "", ...args] = command;
  const shell = spawn(program, args, {
    cwd: project.folder,
    env: { HOME, PATH: path.join(delimiter), NO_COLOR: "1", TZ: "UTC" },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  signal.addEventListener("abort", () => endGroup(shell.pid));
  const chunks: Buffer[] = [];
  shell.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  // The output is at its end when all who share it have ended.
  shell.once("exit", () => endGroup(shell.pid));
  const status = await new Promise<number | null>((resolve) => shell.once("close", resolve));
  return { printed: Buffer.concat(chunks).toString(), status };
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing of it runs any more.
  }
}
