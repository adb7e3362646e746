import { randomInt } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { WORKSPACE_PACKAGE } from "../app.ts";
import { folder } from "../folder.ts";
import type { Packed } from "../packaging/packed.ts";

const WORKSPACE = join(WORKSPACE_PACKAGE, "../..");

/** Folders of the machine that examples name. Each has a stand-in inside of the project. */
const FOLDERS = ["/var/log", "/mnt/logs", "/tmp/logs", "/tmp/state", "/etc/ssl", "/run"];
const PORT = /(?<=[:\s"(=])(?:5140|6514|9464|8080|3000)\b/g;
/** Names and addresses that only an example has. */
const HOSTS = /\b(?:logs|db)\.example\.com\b/g;

/** An application called `app` in a folder of its own, with everything installed that examples use. */
export class Project {
  readonly folder: string = folder();

  readonly #ports = new Map<string, number>();

  /** Every example may use the same ports: in each project they are others, which are free. */
  static async make(packed: Packed, texts: readonly string[]): Promise<Project> {
    const project = new Project(packed);
    const named = texts.flatMap((text) => text.match(PORT) ?? []);
    for (const port of new Set(named)) project.#ports.set(port, await freePort());
    return project;
  }

  private constructor(packed: Packed) {
    const manifest = { name: "app", type: "module", imports: {} };
    this.write("package.json", JSON.stringify(manifest));
    const modules = join(this.folder, "node_modules");
    mkdirSync(join(modules, ".bin"), { recursive: true });
    // Not a link: what it depends on is looked for beside the folder that a link leads to.
    cpSync(packed.unpacked, join(modules, "fastlog"), { recursive: true });
    // As npm does when it installs the package.
    const program = join(modules, "fastlog/bin/fastlog.cjs");
    chmodSync(program, 0o755);
    symlinkSync(program, join(modules, ".bin/fastlog"));
    for (const from of [
      "examples/app",
      "examples/fastify",
      "benchmarks",
      "packages/fastlog",
      ".",
      "packages/lint",
    ]) {
      linkAll(join(WORKSPACE, from, "node_modules"), modules);
    }
    const jest = join(WORKSPACE, "packages/fastlog/test/packers/node_modules/.bin/jest");
    if (existsSync(jest)) linkOnce(jest, join(modules, ".bin/jest"));
    for (const name of FOLDERS) mkdirSync(this.folder + name, { recursive: true });
  }

  /** The text of an example with the folders, ports and hosts of this project; `/app` is its own. */
  localised(text: string): string {
    const ported = text.replace(PORT, (port) => String(this.#ports.get(port) ?? port));
    const hosted = ported.replace(HOSTS, "localhost");
    // Only whole path names: not a path's end.
    const moved = FOLDERS.reduce((now, name) => {
      return now.replaceAll(new RegExp(`(?<![\\w.-])${name}(?![\\w-])`, "g"), this.folder + name);
    }, hosted);
    return moved.replaceAll(/(?<![\w.-])\/app\//g, `${this.folder}/`);
  }

  write(name: string, text: string): void {
    const path = join(this.folder, name);
    const [, dependency] = /^node_modules\/([^/@]+)\//.exec(name) ?? [];
    if (dependency !== undefined)
      this.#own(join(this.folder, "node_modules", dependency), dependency);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  /** Makes a dependency a package of the project's own, in place of a link to what is installed. */
  #own(path: string, name: string): void {
    rmSync(path, { force: true });
    mkdirSync(path);
    writeFileSync(
      join(path, "package.json"),
      JSON.stringify({ name, type: "module", exports: "./index.js" }),
    );
  }
}

/** Links what is installed in one folder into another one, but for what is there already. */
function linkAll(from: string, to: string): void {
  for (const name of readdirSync(from)) {
    const isScope = name.startsWith("@") || name === ".bin";
    if (isScope) {
      mkdirSync(join(to, name), { recursive: true });
      linkAll(join(from, name), join(to, name));
    } else if (!name.startsWith(".")) {
      linkOnce(join(from, name), join(to, name));
    }
  }
}

function linkOnce(target: string, path: string): void {
  try {
    symlinkSync(target, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/**
 * A port that nobody listens on, below those that the system gives to clients and to servers without a port: the example takes
 * it a moment later, and other tests connect meanwhile.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, () => resolve(true));
    });
    await new Promise((resolve) => server.close(resolve));
    if (isFree) return port;
  }
}
