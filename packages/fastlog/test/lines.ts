/** A line of the text format whose message is `record <number>`. */
const RECORD =
  /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\t\d+\t\d+\t(?:FATAL|INFO)\t(?:main|worker-1)\trecord (\d+)\n/y;

/** What of the rest is shown. */
const SHOWN = 300;

export interface Records {
  /** How many whole lines there are, of the first record, the one after it, and so on. */
  readonly count: number;
  /** What stands behind them: the beginning of whatever is no whole line or not in its place. */
  readonly rest: string;
}

/** Reads lines of numbered records, as the programs of these tests write them. */
export function recordsIn(text: string, first = 0): Records {
  let count = 0;
  let at = 0;
  RECORD.lastIndex = 0;
  for (let found = RECORD.exec(text); found !== null; found = RECORD.exec(text)) {
    if (Number(found[1]) !== first + count) break;
    count++;
    at = RECORD.lastIndex;
  }
  return { count, rest: text.slice(at, at + SHOWN) };
}

/** The messages of lines of the text format. */
export function messagesIn(text: string): string[] {
  return text.split("\n").slice(0, -1).map(messageOf);
}

function messageOf(line: string): string {
  return line.split("\t").slice(5).join("\t");
}
