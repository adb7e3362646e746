import { Buffer } from "node:buffer";

/** In bytes: both daemons read a longer line in parts. */
const PART = 16 * 1024;

interface Part {
  readonly text: string;
  /** Ends the line. */
  readonly isLast: boolean;
}

function partsOf(line: string): Part[] {
  const bytes = Buffer.from(line);
  const count = Math.max(1, Math.ceil(bytes.length / PART));
  return Array.from({ length: count }, (_, i) => ({
    // Each byte of a character may be in another part.
    text: bytes.toString("latin1", i * PART, (i + 1) * PART),
    isLast: i === count - 1,
  }));
}

function each(text: string, write: (part: Part, time: string) => string): Buffer {
  const lines = text.split("\n").slice(0, -1);
  let ms = Date.UTC(2026, 10, 21, 9, 11, 9);
  return Buffer.concat(
    lines.flatMap((line) =>
      partsOf(line).map((part) => Buffer.from(write(part, at(ms++)), "latin1")),
    ),
  );
}

function at(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "123456Z");
}

/** Output of a program as the driver `json-file` of Docker keeps it: the newline is in the last part of a line. */
export function dockerLog(text: string): Buffer {
  return each(text, (part, time) => {
    // Go's encoding/json escapes these three for HTML.
    const log = JSON.stringify(`${part.text}${part.isLast ? "\n" : ""}`).replace(
      /[<>&]/g,
      (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
    );
    return `{"log":${log},"stream":"stdout","time":"${time}"}\n`;
  });
}

/** Output of a program as containerd and CRI-O keep it for Kubernetes: with the tags P and F (CRI logging). */
export function criLog(text: string): Buffer {
  return each(text, (part, time) => `${time} stdout ${part.isLast ? "F" : "P"} ${part.text}\n`);
}
