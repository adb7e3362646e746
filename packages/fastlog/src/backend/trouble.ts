import { messageOf } from "../diagnostics/error-message.ts";
import { complain } from "../diagnostics/self-log.ts";
import { uptime } from "../time/system-time.ts";

/** Something that went wrong with a backend. */
export interface Trouble {
  /** The backend, by its name. */
  readonly backend: string;
  /** The error's code: `ECONNREFUSED`, `ENOSPC`, …. */
  readonly code: string;
  /** What happened and what follows from it, in a sentence without an end. */
  readonly message: string;
  /** The error itself, where there is one. */
  readonly cause?: unknown;
}

/** In milliseconds: one line for each kind of trouble in that time. */
const QUIET = 60_000;

/** How many kinds are remembered: a backend of somebody else's may give any codes. */
const MAX_KINDS = 256;

/** Of one kind: when it was told, and how often it happened since. */
interface Told {
  at: number;
  since: number;
}

/** Tells of what goes wrong with backends, by a hook of the application or on stderr. */
export class Troubles {
  /** The application's own. What it throws is told on stderr. */
  hook: ((trouble: Trouble) => void) | undefined;

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
      hook(trouble);
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
    // Those that were told last go on being told once.
    this.#told.delete(kind);
    for (const oldest of this.#told.keys()) {
      if (this.#told.size < MAX_KINDS) break;
      this.#told.delete(oldest);
    }
    this.#told.set(kind, { at: now, since: 0 });
    this.#say(backend, `${message}${more}`);
  }
}
