import { CONTROL_SIGNAL, controlOption } from "../config/control-option.ts";
import { dateOf } from "../config/lease-changes.ts";
import { messageOf } from "../diagnostics/error-message.ts";
import { complain } from "../diagnostics/self-log.ts";
import { clearTimeout, setTimeout, type Timer } from "../time/timers.ts";
import type { Controlled } from "./controlled.ts";
import { type OpenControl, openControl } from "./open-control.ts";

/** How long a signal opens the socket, in milliseconds. */
const FOR_A_TIME = 600_000;

/** A change of the option `control` that can be taken back. */
export interface ControlChange {
  commit(): void;
  undo(): void;
}

/** Opens and closes the control socket of the process. */
export class ControlSwitch {
  readonly #of: Controlled;
  #where: boolean | string = false;
  #open: OpenControl | undefined;
  #timer: Timer | undefined;
  readonly #onSignal = () => this.openForATime();

  constructor(of: Controlled) {
    this.#of = of;
  }

  /** Opens the socket that `LOG_CONTROL` asks for. Prints a line on stderr if that is impossible. */
  obey(value: string): void {
    try {
      this.prepare(controlOption(value)).commit();
    } catch (error) {
      complain("LOG_CONTROL", messageOf(error));
    }
  }

  /**
   * Prepares what the option says: a socket is open from now on, and the one before is closed by `commit`. Throws
   * `ERR_FASTLOG_CONTROL_UNAVAILABLE`.
   */
  prepare(where: boolean | string): ControlChange {
    if (where === this.#where) return { commit() {}, undo() {} };
    const isOpen = where === true || (typeof where === "string" && where !== CONTROL_SIGNAL);
    const open = isOpen ? openControl(this.#of, where) : undefined;
    return {
      commit: () => {
        this.#where = where;
        this.#use(open);
        process.off(CONTROL_SIGNAL, this.#onSignal);
        if (where === CONTROL_SIGNAL) process.on(CONTROL_SIGNAL, this.#onSignal);
      },
      undo: () => open?.close(),
    };
  }

  /** Opens the socket in the folder of the user for ten minutes from now, and logs that. */
  openForATime(): void {
    try {
      const open = this.#open ?? openControl(this.#of, true);
      this.#use(open);
      this.#timer = setTimeout(() => this.#use(undefined), FOR_A_TIME).unref();
      this.#of.notice("control socket opened", { path: open.path, until: dateOf(FOR_A_TIME) });
    } catch (error) {
      complain("control", messageOf(error));
    }
  }

  /** The process ends. */
  close(): void {
    this.#use(undefined);
  }

  #use(open: OpenControl | undefined): void {
    clearTimeout(this.#timer);
    if (this.#open !== open) this.#open?.close();
    this.#open = open;
  }
}
