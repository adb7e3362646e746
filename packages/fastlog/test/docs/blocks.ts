import { readFileSync } from "node:fs";

/** A fenced code block of a Markdown page. */
export interface Block {
  /** The path of the page from the root of the repository, and the line of the fence. */
  readonly place: string;
  /** Its language, as the fence names it; empty where it names none. */
  readonly language: string;
  readonly text: string;
  readonly notes: Notes;
}

/**
 * How a block is to be tested, by HTML comments right above the fence, which readers of the page do not
 * see: `<!-- needs: socat -->`.
 */
export interface Notes {
  /** The block is a file of that name, for the blocks behind it. */
  readonly file?: string;
  /** A shell line that runs before the block's own lines; its output does not count. */
  readonly before?: string;
  /** A shell line that runs between two of the block's commands; its output does not count. */
  readonly between?: string;
  /** A shell line that runs the block, in place of `node app.js`. */
  readonly run?: string;
  /**
   * A shell line that runs while the block's commands do, one after the other, which do not end by
   * themselves: the output of the command is the file `out`.
   */
  readonly beside?: string;
  /**
   * A shell line that runs while the block's last command does, a server: then the command gets SIGTERM, and what it has
   * printed until its end is the block's output, and the file `out` before.
   */
  readonly during?: string;
  /** The block is the file of that path below `examples/`, whole; without `file`, its name there is that of the file. */
  readonly example?: string;
  /** Code in front of the block's, which is not shown. */
  readonly prelude?: string;
  /** Programs that must be installed, with blanks between them. */
  readonly needs?: string;
  /** Texts of the output that are other ones each time, with blanks between them. */
  readonly varies?: string;
  /** The exit code, where it is not 0. */
  readonly exits?: string;
  /** Why the block cannot be run. */
  readonly "not run"?: string;
}

const NOTES = [
  "file",
  "before",
  "between",
  "run",
  "beside",
  "during",
  "example",
  "prelude",
  "needs",
  "varies",
  "exits",
  "not run",
];
const FENCE = /^( *)```(\w*) *$/;
const NOTE = /^ *<!-- ([a-z ]+): (.*) -->$/;

/** The code blocks of a page, in order. `name` is how a test calls the page. */
export function blocksOf(path: string, name: string): Block[] {
  const lines = readFileSync(path, "utf8").split("\n");
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at++) {
    const [fence, indent = "", language = ""] = FENCE.exec(lines[at] ?? "") ?? [];
    if (fence === undefined) continue;
    const end = lines.findIndex((line, i) => i > at && line === `${indent}\`\`\``);
    if (end === -1) throw new Error(`${name}:${at + 1}: the code block has no end`);
    const text = lines.slice(at + 1, end).map((line) => line.slice(indent.length));
    const place = `${name}:${at + 1}`;
    blocks.push({ place, language, text: text.join("\n"), notes: notesAbove(lines, at, place) });
    at = end;
  }
  return blocks;
}

function notesAbove(lines: readonly string[], fence: number, place: string): Notes {
  const notes: Record<string, string> = {};
  for (let at = fence - 1; at >= 0; at--) {
    const [note, key = "", value = ""] = NOTE.exec(lines[at] ?? "") ?? [];
    if (note === undefined) break;
    if (!NOTES.includes(key)) {
      throw new Error(`${place}: unknown note "${key}" (expected ${NOTES.join(", ")})`);
    }
    notes[key] = value;
  }
  if (notes["example"] !== undefined) notes["file"] ??= notes["example"].replace(/^[^/]*\//, "");
  return notes;
}

/** A block of commands, each behind a `$`, with what they print. */
export function isSession({ language, text }: Block): boolean {
  return (language === "" || language === "sh") && text.startsWith("$ ");
}

export function isProgram({ language }: Block): boolean {
  return language === "js" || language === "ts";
}

/** The commands of a session, each behind a `$`. */
export function commandsOf({ text }: Block): string[] {
  const lines = text.split("\n").filter((line) => line.startsWith("$ "));
  return lines.map((line) => line.slice(2));
}

/** What a session's commands print. */
export function outputOf({ text }: Block): string {
  return text
    .split("\n")
    .filter((line) => !line.startsWith("$ "))
    .join("\n");
}
