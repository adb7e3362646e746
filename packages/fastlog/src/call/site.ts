import { show } from "../diagnostics/show.ts";
import { Place } from "../encode/format/encoder.ts";
import { FastlogError } from "../errors.ts";
import { SiteTemplate } from "../message/site-template.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { Gate, Gates } from "./gate.ts";
import { haveSites, type KnownSite } from "./is-site.ts";
import { SiteCalls } from "./site-calls.ts";

/**
 * A site with what the dispatcher needs for its calls. It is a list, as the strings of a tagged template are: a call that has
 * an object or an error first is told from it by what is asked in any case.
 */
export class CallSite extends Array<never> implements KnownSite {
  static {
    haveSites({
      is: (value): value is CallSite => CallSite.is(value),
      taker: (dispatcher) => new SiteCalls(dispatcher as Dispatcher),
    });
  }

  /** Whether a value is a site. Unlike `instanceof`, it asks nothing of a proxy. */
  private static is(value: unknown): value is CallSite {
    try {
      // Asking for the field takes long for a list of another kind, such as a tagged template's strings.
      return Array.isArray(value) && value.length === 0 && #gate in value;
    } catch {
      return false; // a revoked proxy
    }
  }

  readonly template: string | undefined;
  readonly target: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly #gate: Gate;
  readonly #message: SiteTemplate | undefined;
  readonly #place = new Place();

  constructor(
    template: string | undefined,
    target: string,
    file: string,
    line: number,
    column: number,
    gate: Gate,
  ) {
    super();
    this.template = template;
    this.target = target;
    this.file = file;
    this.line = line;
    this.column = column;
    this.#gate = gate;
    this.#message = template === undefined ? undefined : new SiteTemplate(template);
    Object.freeze(this);
  }

  /** The gate of the target. */
  get gate(): Gate {
    return this.#gate;
  }

  get place(): Place {
    return this.#place;
  }

  /** The template, with what an encoder has prepared of it. */
  get message(): SiteTemplate | undefined {
    return this.#message;
  }
}

/** Makes a site. Throws `ERR_FASTLOG_INVALID_TARGET` or `ERR_FASTLOG_INVALID_TEMPLATE`. */
export function makeSite(
  template: string | undefined,
  target: string,
  file: string,
  line: number,
  column: number,
  gates: Gates,
): CallSite {
  if (template !== undefined && typeof template !== "string") {
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_TEMPLATE",
      `invalid template ${show(template)} of site() (expected a text, or undefined)`,
    );
  }
  if (typeof target !== "string" || target === "") {
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_TARGET",
      `invalid target ${show(target)} of site() (expected a name)`,
    );
  }
  return new CallSite(
    template,
    target,
    String(file),
    Number(line),
    Number(column),
    gates.named(target),
  );
}
