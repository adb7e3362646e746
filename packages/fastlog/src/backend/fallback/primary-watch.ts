import { uptime } from "../../time/system-time.ts";
import type { Backend, BackendHealth, BackendState, Trouble } from "../backend.ts";

/** How long a primary that reports no failure may be other than `open`, in milliseconds. */
export const PATIENCE = 1_000;

/** Decides whether the primary backend delivers, from its state and its failures. */
export class PrimaryWatch {
  readonly #primary: Backend;
  /** Message of the last failure; `undefined` while the primary is `open`. */
  #failure: string | undefined;
  /** Time since when the primary is not `open`. */
  #doubtedFrom: number | undefined;

  constructor(primary: Backend) {
    this.#primary = primary;
  }

  /** Notes a failure of the primary. Returns whether it is one. */
  hear({ code, message }: Trouble): boolean {
    if (code === "WARNING") return false;
    // The message ends with the consequence that the primary expects, which is wrong here.
    this.#failure = message.replace(/; [^;]*$/, "");
    return true;
  }

  /** Looks at the primary. Returns whether it delivers, may deliver soon, or is given up. */
  look(): "delivers" | "in doubt" | "given up" {
    const state = stateOf(this.#primary);
    if (state === "open" || state === "idle") {
      this.#failure = undefined;
      this.#doubtedFrom = undefined;
      return "delivers";
    }
    this.#doubtedFrom ??= uptime();
    return this.#isGivenUp(state, this.#doubtedFrom) ? "given up" : "in doubt";
  }

  /** Why the primary does not deliver. */
  get reason(): string {
    if (this.#failure !== undefined) return this.#failure;
    if (stateOf(this.#primary) === "gone") return "nobody reads it any more";
    const from = this.#doubtedFrom;
    // It was never in doubt, only too slow.
    if (from === undefined) return "it has not taken everything in time";
    return `it takes nothing for ${((uptime() - from) / 1000).toFixed(1)}s`;
  }

  #isGivenUp(state: BackendState, doubtedFrom: number): boolean {
    if (state === "gone" || state === "closed" || this.#failure !== undefined) return true;
    // It may have delivered since the last look.
    const { outage = Number.POSITIVE_INFINITY } = this.#primary.counters?.() ?? {};
    return Math.min(outage, uptime() - doubtedFrom) >= PATIENCE;
  }
}

/** State of a backend. One without counters is `open`. */
export function stateOf(backend: BackendHealth): BackendState {
  return backend.counters?.().state ?? "open";
}
