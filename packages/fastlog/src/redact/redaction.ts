import { detached } from "../text/detached.ts";
import type { Censor, Members, Verdict } from "./members.ts";
import { EVERY, type RedactPath, type Step } from "./path.ts";

/** Limit of the cached verdicts on members of one object. */
const MAX_REMEMBERED = 512;
/** Limit in characters of a cached name. Longer names are rare, and would take much memory. */
const MAX_REMEMBERED_LENGTH = 64;
/**
 * Limit of the {@link Places} with a cache. Usually there are about as many places as the paths have steps, but each
 * further path can double the number if it has wildcards in certain positions.
 */
const MAX_REMEMBERING = 256;

/** A node in the tree of all paths: some first steps of one or more paths. */
class Place {
  readonly id: number;
  /** Whether a path ends here. Longer paths through this node have no effect then. */
  censored = false;
  readonly named: Map<string, Place> = new Map();
  every: Place | undefined = undefined;

  constructor(id: number) {
    this.id = id;
  }
}

/**
 * Set of tree nodes that the keys above an object lead to: decides about the members of that object. With wildcards,
 * keys can lead to several nodes.
 */
class Places implements Members {
  /** Verdict on the member whose value is this object. */
  readonly verdict: Verdict;
  private readonly redaction: Redaction;
  private readonly places: readonly Place[];
  /** Cache from name to verdict; `null` is the verdict "not redacted". */
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

  /** Clears the cache when it is full: frequent names soon return to it. */
  private remember(name: string, verdict: Verdict | undefined): void {
    if (this.remembered === undefined || name.length > MAX_REMEMBERED_LENGTH) return;
    if (this.remembered.size >= MAX_REMEMBERED) this.remembered.clear();
    this.remembered.set(detached(name), verdict ?? null);
  }
}

/** The tree of all paths, and the {@link Places} made so far. */
export class Redaction {
  readonly root: Places;
  private readonly censored: Verdict;
  private readonly anyDepth = new Set<string>();
  /** Largest number of dot-separated parts that can matter in a name. */
  private mostParts = 1;
  private size = 0;
  /** Cache from the ids of nodes to their {@link Places}. */
  private readonly remembering = new Map<string, Places>();
  /** Verdict on a member that no path leads to or through. */
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
   * Matches a name as a whole, and as a flattened path: its dot-separated parts may be several steps of a path, and a
   * wildcard may take any number of parts. If a step on the way is censored, the member is censored, because the rest
   * lies inside it.
   */
  verdict(places: readonly Place[], name: string): Verdict | undefined {
    const folded = fold(name);
    const parts = folded.includes(".") ? folded.split(".") : [folded];
    /** Nodes reached after each number of parts, the latest last. */
    const reached: Iterable<Place>[] = [places];
    /** Nodes that wildcards on the way lead to; a wildcard may take all remaining parts. */
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

/** Members of Node that hold other members again, as raw lists: redacting a name redacts it there as well. */
const RAW: ReadonlyMap<string, readonly string[]> = new Map(
  ["headers", "trailers"].map((name) => [fold(`raw${name}`), [fold(`raw${name}`), fold(name)]]),
);

/** Names under which a folded name can appear. */
function aliasesOf(piece: string): readonly string[] {
  return RAW.get(piece) ?? [piece];
}

/**
 * Folds the case of a name. Both steps are needed: only lower-casing maps the Kelvin sign to `k`, and only
 * upper-casing maps `ς` to the letter of `σ`.
 */
function fold(name: string): string {
  return name.toLowerCase().toUpperCase();
}
