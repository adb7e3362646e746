import { show } from "../diagnostics/show.ts";
import { FastlogError } from "../errors.ts";
import { ownOptions } from "../own-members.ts";
import { detached } from "../text/detached.ts";
import { EVERY, parsePath, type RedactPath, type Step } from "./path.ts";
import { REMOVED } from "./removed.ts";

/** What is redacted among the members of one object. */
export interface Members {
  /** What happens to a member; `undefined` where nothing does, neither to it nor inside it. */
  member(name: string): Verdict | undefined;
}

/** What redaction says of one member: it is censored itself, or there is something inside it. */
export interface Verdict {
  readonly censor: Censor | undefined;
  readonly inside: Members | undefined;
}

/** Gives what stands in a censored value's place, or {@link REMOVED}. It may be the user's, and throw. */
export interface Censor {
  /** Whether {@link replace} looks at the value, which is read only then: its getter may throw. */
  readonly needsValue: boolean;
  replace(value: unknown, path: readonly string[]): unknown;
}

/**
 * Which fields never reach the log: paths, alone or with what stands in the values' place. The paths
 * are those of pino:
 *
 * - `password`, `req.headers.authorization`: a key, inside others;
 * - `headers["x-api-key"]`, `["a.b"]`: a key with any characters;
 * - `*.token`, `users[*].email`, `a.*.b`, `secrets.*`: whichever key or index;
 *
 * and one more: `**.password` is that key at any depth.
 *
 * What a path leads to goes as a whole, whatever it is. The case of letters does not matter, and a
 * key with dots (`"req.headers.authorization"`) is that path written flat.
 */
export type Redact = readonly string[] | RedactOptions;

/** Paths, and what becomes of what they lead to. */
export interface RedactOptions {
  readonly paths: readonly string[];
  /**
   * What is written instead, or a function that gives it for a value and the keys that lead there.
   * Default `"[Redacted]"`.
   */
  readonly censor?:
    | string
    | number
    | boolean
    | null
    | ((value: unknown, path: string[]) => unknown)
    | undefined;
  /** Whether the fields are left out instead, keys included; `censor` is then of no use. Default `false`. */
  readonly remove?: boolean | undefined;
}

/** Throws `ERR_FASTLOG_INVALID_OPTION` for what is no {@link Redact}. */
export function checkRedact(value: unknown): void {
  parseRedact(value);
}

/** Compiles the option. What it gives are the members of a record: its fields. */
export function compileRedaction(option: Redact): Members {
  const { paths, censor } = parseRedact(option);
  return new Redaction(paths, censor).root;
}

/** Whether the option is paths alone. */
export function isPaths(option: Redact): option is readonly string[] {
  return Array.isArray(option);
}

interface ParsedRedact {
  readonly paths: readonly RedactPath[];
  readonly censor: Censor;
}

const PROPERTIES: readonly string[] = ["paths", "censor", "remove"];

function parseRedact(option: unknown): ParsedRedact {
  if (typeof option !== "object" || option === null) {
    const meant = typeof option === "string" ? `; did you mean [${show(option)}]?` : "";
    throw invalidOption(
      "",
      option,
      `expected an array of paths or { paths, censor, remove }${meant}`,
    );
  }
  const properties = Array.isArray(option) ? { paths: option } : option;
  for (const name of Object.keys(properties)) {
    if (PROPERTIES.includes(name)) continue;
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_OPTION",
      `invalid option redact: unknown property ${show(name)} (expected ${PROPERTIES.join(", ")})`,
    );
  }
  const { paths, censor, remove } =
    ownOptions<{ [name in keyof RedactOptions]?: unknown }>(properties);
  if (!Array.isArray(paths)) throw invalidOption(".paths", paths, "expected an array of paths");
  if (remove !== undefined && typeof remove !== "boolean") {
    throw invalidOption(".remove", remove, "expected true or false");
  }
  const replacing = censorOf(censor);
  return {
    paths: Array.from(paths, (path: unknown, index) => {
      if (typeof path !== "string")
        throw invalidOption(`.paths[${index}]`, path, "expected a string");
      return parsePath(path);
    }),
    censor: remove ? constant(REMOVED) : replacing,
  };
}

function censorOf(censor: unknown = "[Redacted]"): Censor {
  if (typeof censor === "function") {
    return {
      needsValue: true,
      // It is the function's own array, to keep or to change.
      replace: (value, path) => censor(value, [...path]),
    };
  }
  if (censor === null || ["string", "number", "boolean"].includes(typeof censor)) {
    return constant(censor);
  }
  throw invalidOption(
    ".censor",
    censor,
    "expected a string, a number, a boolean, null or a function",
  );
}

function constant(value: unknown): Censor {
  return { needsValue: false, replace: () => value };
}

function invalidOption(property: string, value: unknown, expected: string): FastlogError {
  return new FastlogError(
    "ERR_FASTLOG_INVALID_OPTION",
    `invalid option redact${property}=${show(value)}: ${expected}`,
  );
}

/** How many verdicts are remembered for the members of one object. */
const MAX_REMEMBERED = 512;
/** In characters: longer names are rare, and much to hold on to. */
const MAX_REMEMBERED_LENGTH = 64;
/**
 * How many {@link Places} remember anything. There are about as many as the paths have steps, but with
 * wildcards in the right positions twice as many for each path more.
 */
const MAX_REMEMBERING = 256;

/** Where a path has got to by some of its steps. All paths together are a tree of places. */
class Place {
  readonly id: number;
  /** A path ends here: what those do that go on does not matter any more. */
  censored = false;
  readonly named: Map<string, Place> = new Map();
  every: Place | undefined = undefined;

  constructor(id: number) {
    this.id = id;
  }
}

/**
 * All that an object's members are asked about: the places that the keys above it lead to. There are
 * several as soon as there are wildcards.
 */
class Places implements Members {
  /** On a member that leads here. */
  readonly verdict: Verdict;
  private readonly redaction: Redaction;
  private readonly places: readonly Place[];
  /** `null` where there is no verdict. What is missing has not been asked for. */
  private readonly remembered: Map<string, Verdict | null> | undefined;

  constructor(redaction: Redaction, places: readonly Place[], remembers: boolean) {
    this.redaction = redaction;
    this.places = places;
    this.remembered = remembers ? new Map() : undefined;
    this.verdict = { censor: undefined, inside: this };
  }

  member(name: string): Verdict | undefined {
    const remembered = this.remembered?.get(name);
    if (remembered !== undefined) return remembered ?? undefined;
    const verdict = this.redaction.verdict(this.places, name);
    this.remember(name, verdict);
    return verdict;
  }

  /** Forgets all when it is full: the names that matter are soon back, and the others are not. */
  private remember(name: string, verdict: Verdict | undefined): void {
    if (this.remembered === undefined || name.length > MAX_REMEMBERED_LENGTH) return;
    if (this.remembered.size >= MAX_REMEMBERED) this.remembered.clear();
    this.remembered.set(detached(name), verdict ?? null);
  }
}

/** The paths, and the {@link Places} that were made for them. */
class Redaction {
  readonly root: Places;
  private readonly censored: Verdict;
  private readonly anyDepth = new Set<string>();
  /** The most parts that a name has between its dots. */
  private mostParts = 1;
  private size = 0;
  /** By the ids of their places. */
  private readonly remembering = new Map<string, Places>();
  /** On a member that no path leads to or through. */
  private readonly elsewhere: Verdict | undefined;

  constructor(paths: readonly RedactPath[], censor: Censor) {
    this.censored = { censor, inside: undefined };
    const root = this.place();
    for (const path of paths) {
      if (path.kind === "anyDepth") this.anyDepth.add(this.fold(path.name));
      else path.steps.reduce((place, step) => this.step(place, step), root).censored = true;
    }
    this.root = this.at(new Set([root]));
    this.elsewhere = this.anyDepth.size === 0 ? undefined : this.at(new Set()).verdict;
  }

  /**
   * A name is taken as a whole, and as whatever it may be written flat: between its dots a path may
   * take some steps, where a wildcard takes any number of parts. What a step censors on the way is
   * censored, since the rest lies inside it.
   */
  verdict(places: readonly Place[], name: string): Verdict | undefined {
    const folded = fold(name);
    const parts = folded.includes(".") ? folded.split(".") : [folded];
    /** The places after as many parts as a name may have, the latest last. */
    const reached: Iterable<Place>[] = [places];
    /** What the wildcards on the way lead to, however much of the rest they take. */
    const spanned = new Set<Place>();
    let here = new Set<Place>();
    for (let end = 1; end <= parts.length; end++) {
      here = new Set();
      for (let width = 1; width <= reached.length; width++) {
        const piece = width === 1 ? parts[end - 1]! : parts.slice(end - width, end).join(".");
        for (const alias of aliasesOf(piece)) {
          if (this.anyDepth.has(alias)) return this.censored;
          for (const place of reached.at(-width)!) {
            const next = place.named.get(alias);
            if (next?.censored) return this.censored;
            if (next !== undefined) here.add(next);
          }
        }
      }
      for (const place of reached.at(-1)!) {
        if (place.every?.censored) return this.censored;
        if (place.every !== undefined) spanned.add(place.every);
      }
      for (const place of spanned) here.add(place);
      reached.push(here);
      if (reached.length > this.mostParts) reached.shift();
    }
    return here.size === 0 ? this.elsewhere : this.at(here).verdict;
  }

  private at(places: ReadonlySet<Place>): Places {
    const sorted = Array.from(places).sort((a, b) => a.id - b.id);
    const key = sorted.map(({ id }) => id).join();
    const known = this.remembering.get(key);
    if (known !== undefined) return known;
    const remembers = this.remembering.size < MAX_REMEMBERING;
    const made = new Places(this, sorted, remembers);
    if (remembers) this.remembering.set(key, made);
    return made;
  }

  private step(from: Place, step: Step): Place {
    if (step === EVERY) {
      from.every ??= this.place();
      return from.every;
    }
    const name = this.fold(step);
    const to = from.named.get(name) ?? this.place();
    from.named.set(name, to);
    return to;
  }

  private place(): Place {
    return new Place(this.size++);
  }

  private fold(name: string): string {
    this.mostParts = Math.max(this.mostParts, name.split(".").length);
    return fold(name);
  }
}

/** What Node has a second time, as they came: what is redacted of the one is redacted of the other. */
const RAW: ReadonlyMap<string, readonly string[]> = new Map(
  ["headers", "trailers"].map((name) => [fold(`raw${name}`), [fold(`raw${name}`), fold(name)]]),
);

/** The names that a folded name goes by. */
function aliasesOf(piece: string): readonly string[] {
  return RAW.get(piece) ?? [piece];
}

/**
 * The same for all ways to write a name in upper and lower case. It takes both steps: only the first
 * takes the Kelvin sign for a k, only the second `ς` for a `σ`.
 */
function fold(name: string): string {
  return name.toLowerCase().toUpperCase();
}
