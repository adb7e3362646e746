import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach } from "vitest";
import { folder } from "../folder.ts";
import { until } from "../until.ts";

const open = new Set<Terminal>();

afterEach(() => {
  for (const terminal of open) terminal.close();
});

/** A terminal of tmux, in which a line of a shell runs. */
export class Terminal {
  readonly #tmux: string;
  readonly #socket: string = join(folder(), "tmux");
  readonly #server: ChildProcess;

  /** Opens one of that size in characters. `tmux` is the path of the program. */
  static async open(
    tmux: string,
    line: string,
    { width = 100, height = 24, env = {} }: TerminalOptions = {},
  ): Promise<Terminal> {
    const terminal = new Terminal(tmux, env);
    open.add(terminal);
    await until(() => existsSync(terminal.#socket));
    const size = ["-x", String(width), "-y", String(height)];
    terminal.#run("new-session", "-d", ...size, line);
    return terminal;
  }

  private constructor(tmux: string, env: Readonly<Record<string, string>>) {
    this.#tmux = tmux;
    // The server ends, and with it what runs in it, when this process is gone, however that ends.
    const script = '"$@" & tmux=$!; read -r _; kill $tmux';
    const argv = [tmux, "-D", "-u", "-f", "/dev/null", "-S", this.#socket];
    const { PATH = "", HOME = "" } = process.env;
    this.#server = spawn("sh", ["-c", script, "sh", ...argv], {
      env: { PATH, HOME, LC_ALL: "C.UTF-8", TERM: "xterm-256color", ...env },
      stdio: ["pipe", "ignore", "inherit"],
    });
  }

  /** The text on the screen, without blanks at the ends of lines and empty lines at its end. */
  get screen(): string {
    return this.#run("capture-pane", "-p").trimEnd();
  }

  /** The rows of {@link screen}. */
  get rows(): string[] {
    return this.screen.split("\n");
  }

  /** Waits until the screen is so, and returns it. */
  async shows(isSo: (screen: string) => boolean): Promise<string> {
    let { screen } = this;
    await until(() => {
      screen = this.screen;
      return isSo(screen);
    });
    return screen;
  }

  /** Presses keys, as tmux calls them. */
  press(...keys: readonly string[]): void {
    this.#run("send-keys", ...keys);
  }

  resize(width: number, height: number): void {
    this.#run("resize-window", "-x", String(width), "-y", String(height));
  }

  close(): void {
    open.delete(this);
    this.#server.stdin?.end("\n");
  }

  #run(...argv: readonly string[]): string {
    return execFileSync(this.#tmux, ["-u", "-S", this.#socket, ...argv], { encoding: "utf8" });
  }
}

export interface TerminalOptions {
  readonly width?: number;
  readonly height?: number;
  /** For what runs in it, beside `PATH` and `HOME`. */
  readonly env?: Readonly<Record<string, string>>;
}
