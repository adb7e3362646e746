import fs from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { folder } from "../../../test/folder.ts";
import { Recent } from "./copytruncate.ts";

/** What appends to a file and writes again what a truncation has taken away, as a backend does. */
class Log {
  readonly path: string;
  unknown = 0;
  /** How often a truncation was noticed whose copy was not found. */
  notFound = 0;
  readonly #recent: Recent;
  readonly #fd: number;

  constructor(capacity?: number, path = join(folder(), "app.log")) {
    this.path = path;
    this.#fd = fs.openSync(path, "a");
    this.#recent = new Recent(path, capacity);
    this.#recent.opened(fs.fstatSync(this.#fd).size);
  }

  /** `between` happens after the size was measured. */
  write(text: string, between = () => {}): void {
    this.look();
    this.#append(Buffer.from(text), between);
  }

  close(): void {
    fs.closeSync(this.#fd);
  }

  look(): void {
    const { size } = fs.fstatSync(this.#fd);
    if (!this.#recent.isTruncated(size)) return;
    const { copy, pieces, unknown } = this.#recent.missing(size);
    if (copy === undefined) this.notFound++;
    this.unknown += unknown;
    for (const piece of pieces) this.#append(piece);
  }

  #append(bytes: Buffer, between = () => {}): void {
    const { size } = fs.fstatSync(this.#fd);
    between();
    fs.writeSync(this.#fd, bytes);
    this.#recent.wrote(bytes, size);
  }
}

const read = (path: string) => fs.readFileSync(path, "utf8");

describe("what was written between copying and truncating", () => {
  test.each(["app.log.1", "app.log-20261125", "app-20261125.log"])(
    "is written again, where the copy is %s",
    (name) => {
      const log = new Log();
      log.write("one\ntwo\n");
      log.write("three\n");
      const copy = join(log.path, "..", name);
      fs.copyFileSync(log.path, copy);
      log.write("four\nfive\n");
      log.write("six\n");
      fs.truncateSync(log.path);
      log.write("seven\n");
      expect(read(copy)).toBe("one\ntwo\nthree\n");
      expect(read(log.path)).toBe("four\nfive\nsix\nseven\n");
    },
  );

  test("is written again from the record within which the copy ends", () => {
    const log = new Log();
    log.write("one\n");
    log.write("two\nthree\nfour\n");
    fs.writeFileSync(`${log.path}.1`, read(log.path).slice(0, "one\ntwo\nthr".length));
    fs.truncateSync(log.path);
    log.write("five\n");
    expect(read(log.path)).toBe("three\nfour\nfive\n");
  });

  test("is distinguished from equal lines by its place", () => {
    const log = new Log();
    for (let i = 0; i < 7; i++) log.write("same\n");
    fs.copyFileSync(log.path, `${log.path}.1`);
    for (let i = 0; i < 3; i++) log.write("same\n");
    fs.truncateSync(log.path);
    log.write("same\n");
    expect(read(log.path)).toBe("same\n".repeat(4));
  });

  test("is not written again where the file was truncated right before it was written", () => {
    const log = new Log();
    log.write("one\n");
    fs.copyFileSync(log.path, `${log.path}.1`);
    log.write("two\n");
    log.write("three\n", () => fs.truncateSync(log.path));
    log.write("four\n");
    expect(read(log.path)).toBe("three\ntwo\nfour\n");
    expect(log.unknown).toBe(0);
  });

  test("is not written again where it is in a later copy, because the file was truncated once more", () => {
    const log = new Log();
    log.write("one\n");
    fs.copyFileSync(log.path, `${log.path}.3`);
    log.write("two\n");
    log.write("three\n", () => fs.truncateSync(log.path));
    fs.copyFileSync(log.path, `${log.path}.2`);
    fs.truncateSync(log.path);
    fs.copyFileSync(log.path, `${log.path}.1`);
    // As time goes by, which it hardly does here.
    for (const [i, time] of [3, 2, 1].entries()) {
      const then = (Date.now() + i * 10) / 1000;
      fs.utimesSync(`${log.path}.${time}`, then, then);
    }
    log.write("four\n");
    expect(read(log.path)).toBe("two\nfour\n");
  });

  test("is written again where the file was copied once more before the first truncation was noticed", () => {
    const log = new Log();
    log.write("one\n");
    fs.copyFileSync(log.path, `${log.path}.2`);
    log.write("two\n", () => fs.truncateSync(log.path));
    fs.copyFileSync(log.path, `${log.path}.1`);
    log.write("three\n");
    log.write("four\n");
    fs.truncateSync(log.path);
    log.write("five\n");
    expect(read(log.path)).toBe("three\nfour\nfive\n");
  });

  test("is all there is where the file was empty when it was copied", () => {
    const log = new Log();
    fs.copyFileSync(log.path, `${log.path}.1`);
    log.write("one\n");
    fs.truncateSync(log.path);
    log.write("two\n");
    expect(read(log.path)).toBe("one\ntwo\n");
  });

  test("is reported if it is not remembered any more", () => {
    const log = new Log(32);
    log.write("one\n");
    fs.copyFileSync(log.path, `${log.path}.1`);
    for (let i = 0; i < 10; i++) log.write(`${i}: 16 bytes ...\n`);
    fs.truncateSync(log.path);
    log.look();
    const again = read(log.path);
    expect(again).toMatch(/^(\d: 16 bytes \.\.\.\n){2,4}$/);
    expect(again.endsWith("9: 16 bytes ...\n")).toBe(true);
    expect(log.unknown).toBe(160 - again.length);
  });
});

describe("no copy", () => {
  test.each<[what: string, make: (path: string) => void]>([
    ["is one that is compressed", (path) => fs.writeFileSync(`${path}.1.gz`, "\u001f\u008b...")],
    ["is a file with other records", (path) => fs.writeFileSync(`${path}.1`, "eno\nowt\n")],
    ["is a folder", (path) => fs.mkdirSync(`${path}.1`)],
    ["is one in another folder", (path) => fs.copyFileSync(path, join(folder(), "app.log.1"))],
    ["is one of another name", (path) => fs.copyFileSync(path, join(path, "../other.log.1"))],
    [
      "is what was there before the file was opened",
      (path) => {
        fs.copyFileSync(path, `${path}.1`);
        fs.utimesSync(`${path}.1`, 1, 1);
      },
    ],
    ["is there at all", () => {}],
  ])("%s: then nothing is written again, and this is told", (_, make) => {
    const path = join(folder(), "app.log");
    fs.writeFileSync(path, "found\n");
    const log = new Log(undefined, path);
    log.write("one\n");
    make(path);
    fs.truncateSync(path);
    log.write("two\n");
    expect(read(path)).toBe("two\n");
    expect(log.notFound).toBe(1);
  });
});

type Written =
  // `behind` is how many lines others write right before, after the size was measured.
  | { readonly what: "ours"; readonly lines: number; readonly behind: number }
  | { readonly what: "theirs"; readonly lines: number };

/** What happens to a file. `between` is what is written after it was copied. */
type Happening =
  | Written
  | { readonly what: "rotate"; readonly between: readonly Written[]; readonly isRaced: boolean };

function happenings(others: "alone" | "with others"): fc.Arbitrary<Happening[]> {
  const lines = fc.integer({ min: 1, max: 4 });
  const behind = others === "alone" ? fc.constant(0) : fc.constantFrom(0, 0, 1, 2);
  const ours = fc.record({ what: fc.constant("ours" as const), lines, behind });
  const theirs = fc.record({ what: fc.constant("theirs" as const), lines });
  const written: fc.Arbitrary<Written> = others === "alone" ? ours : fc.oneof(ours, ours, theirs);
  const rotate = fc.record({
    what: fc.constant("rotate" as const),
    between: fc.array(written, { maxLength: 4 }),
    isRaced: fc.boolean(),
  });
  const either = fc.oneof({ weight: 3, arbitrary: written }, { weight: 1, arbitrary: rotate });
  return fc.array(either, { maxLength: 15 });
}

/** Lets it all happen and returns the lines that can be read afterwards, in the copies and in the file. */
function linesAfter(all: readonly Happening[], lineOf: (number: number) => string): string[] {
  const log = new Log();
  const copies: string[] = [];
  let count = 0;
  const linesOf = (lines: number) => {
    let text = "";
    for (let i = 0; i < lines; i++) text += lineOf(count++);
    return text;
  };
  const theirs = (lines: number) => fs.appendFileSync(log.path, "theirs\n".repeat(lines));
  const happen = (happening: Happening): void => {
    if (happening.what === "ours") {
      log.write(linesOf(happening.lines), () => theirs(happening.behind));
    } else if (happening.what === "theirs") {
      theirs(happening.lines);
    } else if (happening.what === "rotate") {
      const copy = `${log.path}.${copies.length}`;
      fs.copyFileSync(log.path, copy);
      copies.push(copy);
      happening.between.forEach(happen);
      const truncate = () => fs.truncateSync(log.path);
      if (happening.isRaced) log.write(linesOf(2), truncate);
      else truncate();
      // That others make the file as large again before we write is not noticed.
      log.look();
    }
  };
  all.forEach(happen);
  log.look();
  log.close();
  expect([log.notFound, log.unknown]).toEqual([0, 0]);
  const lines = [...copies, log.path].flatMap((path) => read(path).split(/(?<=\n)/));
  return lines.filter((line) => line !== "" && line !== "theirs\n");
}

describe("whatever is written, copied and truncated, in whatever order", () => {
  test("no line is lost or doubled, also where others write to the file", () => {
    fc.assert(
      fc.property(happenings("with others"), (all) => {
        const lines = linesAfter(all, (number) => `ours ${number}\n`);
        const numbers = lines.map((line) => Number(line.slice("ours ".length)));
        expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, i) => i));
        expect(numbers).toHaveLength(countOf(all));
      }),
    );
  });

  test("no line is lost or doubled if all lines are equal and nobody else writes", () => {
    fc.assert(
      fc.property(happenings("alone"), (all) => {
        expect(linesAfter(all, () => "same\n")).toHaveLength(countOf(all));
      }),
    );
  });
});

function countOf(all: readonly Happening[]): number {
  let count = 0;
  for (const happening of all) {
    if (happening.what === "ours") count += happening.lines;
    if (happening.what !== "rotate") continue;
    count += countOf(happening.between) + (happening.isRaced ? 2 : 0);
  }
  return count;
}
