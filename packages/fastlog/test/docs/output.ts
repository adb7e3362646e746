/** What is another text each time, by what it looks like. The first that matches counts. */
const VOLATILE: readonly (readonly [found: RegExp, pattern: string])[] = [
  // The date of a line with the monotonic time and the pid behind it, as the text format has them.
  [/\d{4}-\d\d-\d\dT[\d:.]+Z\t\d+\t\d+\t/, "\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z\\t\\d+\\t\\d+\\t"],
  // … with host, program and pid behind it, as syslog has them.
  [
    /\d{4}-\d\d-\d\dT[\d:.]+Z vm ([\w.]+) \d+ /,
    "\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z \\S+ [\\w.]+ \\d+ ",
  ],
  [
    /\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)/,
    "\\d{4}-\\d\\d-\\d\\dT[\\d:.]+(?:Z|[+-]\\d\\d:\\d\\d)",
  ],
  [/\d{8}T\d{6}\.\d{3}Z/, "\\d{8}T\\d{6}\\.\\d{3}Z"],
  [
    /[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d vm ([\w.]+)\[\d+\]/,
    "[A-Z][a-z]{2} [ \\d]\\d [\\d:]{8} \\S+ [\\w.]+\\[\\d+\\]",
  ],
  [/\[\d\d:\d\d:\d\d\.\d{3}\]/, "\\[\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\]"],
  [/"(time|hrtime|(?:process\.)?pid)":\d+/, '"(?:time|hrtime|(?:process\\.)?pid)":\\d+'],
  [/"Timestamp":"\d{19}"/, '"Timestamp":"\\d{19}"'],
  [/"(hostname|host\.name)":"[^"]*"/, '"(?:hostname|host\\.name)":"[^"]*"'],
  [/(hrtime|pid)=\d+/, "(?:hrtime|pid)=\\d+"],
  // Columns are as wide as the process ids in them.
  [/\bPID +PARENT +/, "PID +PARENT +"],
  [/\(node:\d+\)/, "\\(node:\\d+\\)"],
  [/\b\d+\.\d+ ?s\b/, "\\d+\\.\\d+ ?s"],
  [/…/, ".*"],
];

const ANY_LINES = "(?:.*\\n)*?";

/**
 * The pattern of what a page shows as output. Dates, process ids and the like match any others; `…` is
 * whatever stands there, and on a line of its own any number of lines; `varies` are texts that are other
 * numbers or words each time.
 */
export function patternOf(shown: string, varies: readonly string[] = []): RegExp {
  const all = shown === "" ? [] : shown.split("\n");
  const lines = all.map((line) => {
    return line.trim() === "…" ? ANY_LINES : `${patternOfLine(line, varies)}[ \\t]*\\n`;
  });
  return new RegExp(`^${lines.join("")}$`, "u");
}

function patternOfLine(line: string, varies: readonly string[]): string {
  let rest = line;
  let pattern = "";
  while (rest !== "") {
    const next = firstVolatile(rest, varies);
    if (next === undefined) return pattern + escaped(rest);
    pattern += escaped(rest.slice(0, next.index)) + next.pattern;
    rest = rest.slice(next.index + next.length);
  }
  return pattern;
}

interface Found {
  readonly index: number;
  readonly length: number;
  readonly pattern: string;
}

function firstVolatile(text: string, varies: readonly string[]): Found | undefined {
  const found: Found[] = [];
  for (const [regex, pattern] of VOLATILE) {
    const match = regex.exec(text);
    if (match !== null) found.push({ index: match.index, length: match[0].length, pattern });
  }
  for (const word of varies) {
    const index = text.indexOf(word);
    if (index !== -1) found.push({ index, length: word.length, pattern: "\\S+" });
  }
  // Stable: of those that begin at one place, the one that stands first in the list.
  return found.sort((a, b) => a.index - b.index)[0];
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
