import type { Surroundings } from "../batch/surroundings.ts";
import { messageOf } from "../diagnostics/error-message.ts";
import { complain } from "../diagnostics/self-log.ts";
import { uptime } from "../time/system-time.ts";

/** A trouble of a backend. */
export interface Trouble {
  /** Name of the backend. */
  readonly backend: string;
  /** Error code: `ECONNREFUSED`, `ENOSPC`, …. */
  readonly code: string;
  /** What happened and its consequence, as a lowercase fragment. */
  readonly message: string;
  /** The error, if there is one. */
  readonly cause?: unknown;
}

/** In this time, in milliseconds, one line is written for each kind of trouble. */
const QUIET = 60_000;

/** Number of kinds that are remembered: a program's backend may report any codes. */
const MAX_KINDS = 256;

/** Of one kind: when it was reported last, and how often it happened since. */
interface Told {
  at: number;
  since: number;
}

/** Reports troubles of backends, to a hook of the application or on stderr. */
export class Troubles {
  /** Hook of the application. If it throws, the error is reported on stderr. */
  hook: ((trouble: Trouble) => void) | undefined;
  /** Surroundings that the hook runs in. */
  surroundings: Surroundings | undefined;

  readonly #told = new Map<string, Told>();
  readonly #now: () => number;
  readonly #say: (subject: string, message: string) => void;

  constructor(now: () => number = () => uptime(), say: typeof complain = complain) {
    this.#now = now;
    this.#say = say;
  }

  readonly report = (trouble: Trouble): void => {
    if (this.hook === undefined) {
      this.#onStderr(trouble);
    } else {
      this.#call(this.hook, trouble);
    }
  };

  #call(hook: (trouble: Trouble) => void, trouble: Trouble): void {
    try {
      const run = this.surroundings?.run;
      if (run === undefined) hook(trouble);
      else run(() => hook(trouble));
    } catch (error) {
      this.#onStderr(trouble);
      this.#onStderr({ backend: "onBackendError", code: "THROWN", message: messageOf(error) });
    }
  }

  #onStderr({ backend, code, message }: Trouble): void {
    const kind = `${backend}\n${code}`;
    const now = this.#now();
    const told = this.#told.get(kind);
    if (told !== undefined && now - told.at < QUIET) {
      told.since++;
      return;
    }
    const more = told === undefined || told.since === 0 ? "" : ` (and ${told.since} times more)`;
    // Remove the kinds that were reported least recently.
    this.#told.delete(kind);
    for (const oldest of this.#told.keys()) {
      if (this.#told.size < MAX_KINDS) break;
      this.#told.delete(oldest);
    }
    this.#told.set(kind, { at: now, since: 0 });
    this.#say(backend, `${message}${more}`);
  }
}
