import type { Place, Position } from "../encode/format/encoder.ts";
import type { Bindings } from "../fields/bindings.ts";
import type { SiteTemplate } from "../message/site-template.ts";
import type { Pipeline } from "../sink/pipeline.ts";
import type { Callee } from "./call-site.ts";
import type { Gate } from "./gate.ts";

/** One place in the source that logs. Immutable. A log function takes it in place of the message. */
export interface Site {
  /** The message, with its placeholders; `undefined` if the arguments of each call have it. */
  readonly template: string | undefined;
  /** Target of the records of functions that are bound to none. A logger's target comes before it. */
  readonly target: string;
  /** Plain path, as `{file}` prints it. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** A site with what the dispatcher needs for its calls. */
export interface KnownSite extends Site, Position {
  /** The gate of the target. */
  readonly gate: Gate;
  readonly place: Place;
  /** The template, with what an encoder has prepared of it. */
  readonly message: SiteTemplate | undefined;
}

/** Takes the calls of a dispatcher that have a site in place of the message. */
export interface SiteTaker {
  /** Takes a call with a site alone. */
  message(
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    site: KnownSite,
  ): void;

  /** Takes a call with a list of the arguments after the site. */
  many(
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    site: KnownSite,
    args: readonly unknown[],
  ): void;

  /** Takes a call with up to three arguments after the site, or a list of all. */
  take(
    pipeline: Pipeline,
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    below: Callee,
    site: KnownSite,
    count: number,
    a: unknown,
    b: unknown,
    c: unknown,
    all?: readonly unknown[],
  ): void;
}

/** The class of sites, and what takes the calls of a dispatcher. Most programs do not load them. */
interface Sites {
  is(value: unknown): value is KnownSite;
  taker(dispatcher: object): SiteTaker;
}

let sites: Sites | undefined;

/** Whether a value is a site. Asks nothing of a proxy. */
export function isSite(value: unknown): value is KnownSite {
  return sites?.is(value) === true;
}

/** Returns the taker of a dispatcher's calls with sites. Call it for a site only: its class is loaded then. */
export function siteTaker(dispatcher: object): SiteTaker {
  return (sites as Sites).taker(dispatcher);
}

/** From now on there may be sites. */
export function haveSites(known: Sites): void {
  sites = known;
}
