import fs from "node:fs";
import type { ReadStream } from "node:tty";
import { isTerminal } from "../../backend/fd/terminal.ts";
import { Output } from "../print/output.ts";
import type { Screen } from "./screen.ts";

/**
 * Sequences of ECMA-48 and of xterm's private modes: the other screen (1049) without a cursor (25) and without wrapping (7),
 * so that a wide character at the end of a line moves nothing.
 */
const ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J";
const LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";
const HOME = "\u001b[H";
const CLEAR_LINE = "\u001b[K";
const CLEAR_BELOW = "\u001b[J";

/** Of a terminal that does not know its size. */
const USUAL = { width: 80, height: 24 };

/** Signals that end the process. */
const SIGNALS: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** The terminal of a descriptor, which is restored at every end of the process that JavaScript can see. */
export class TerminalScreen implements Screen {
  readonly #out: Output;
  readonly #fd: number;
  readonly #keys: ReadStream | undefined;
  #onResize = () => {};
  #isOpen = true;

  /** `isInputTaken`: standard input is the log, so the keys come from the terminal of the process. */
  constructor(fd: number, isInputTaken: boolean) {
    this.#fd = fd;
    this.#out = new Output(fd);
    this.#keys = keyboard(isInputTaken);
    process.on("exit", this.#restore);
    for (const signal of SIGNALS) process.on(signal, this.#onSignal);
    process.stdout.on("resize", this.#onWindow);
    this.#keys?.setRawMode(true);
    this.#write(ENTER);
  }

  get size(): { width: number; height: number } {
    const { WriteStream } = process.getBuiltinModule("node:tty");
    const stream = process.stdout;
    if (this.#fd !== 1 || !(stream instanceof WriteStream)) return USUAL;
    const [width, height] = stream.getWindowSize();
    return width > 0 && height > 0 ? { width, height } : USUAL;
  }

  draw(lines: readonly string[]): void {
    if (!this.#isOpen) return;
    // Each line ends with its end cleared, so nothing flickers. No line break behind the last one: it would scroll.
    const text = lines.map((line) => `${line}${CLEAR_LINE}`).join("\r\n");
    this.#write(`${HOME}${text}${CLEAR_BELOW}`);
  }

  listen(onKey: (key: string) => void, onResize: () => void): void {
    this.#onResize = onResize;
    const keys = this.#keys;
    if (keys === undefined) return;
    keys.on("data", (data) => {
      // A key that is no character comes as a sequence, which begins with ESC.
      const text = String(data);
      if (text.startsWith("\u001b") && text.length > 1) return;
      for (const key of text) onKey(key);
    });
    keys.on("end", () => onKey("end"));
    keys.on("error", () => onKey("end"));
  }

  close(): void {
    process.off("exit", this.#restore);
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
    process.stdout.off("resize", this.#onWindow);
    this.#restore();
    this.#keys?.destroy();
  }

  #write(text: string): void {
    this.#out.text(text);
    this.#out.flush();
  }

  readonly #restore = (): void => {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      this.#keys?.setRawMode(false);
      this.#write(LEAVE);
    } catch {
      // The terminal has gone.
    }
  };

  /** Restores the terminal, and lets the signal do what it does without this screen. */
  readonly #onSignal = (signal: NodeJS.Signals): void => {
    this.close();
    process.kill(process.pid, signal);
  };

  readonly #onWindow = (): void => this.#onResize();
}

/** `undefined` if there is no keyboard. */
function keyboard(isInputTaken: boolean): ReadStream | undefined {
  const { ReadStream } = process.getBuiltinModule("node:tty");
  if (!isInputTaken && isTerminal(0)) return new ReadStream(0);
  try {
    return new ReadStream(fs.openSync("/dev/tty", "r"));
  } catch {
    return undefined;
  }
}
