import { messageOf } from "../diagnostics/error-message.ts";
import { complain } from "../diagnostics/self-log.ts";

/** Calls functions of the program. One that throws is reported on stderr, once for each of its options. */
export class UserFunctions {
  private readonly told = new Set<string>();

  /** The result of a function of the option `name`; `undefined` if there is none, or if it throws. */
  call<T, R>(name: string, action: ((argument: T) => R) | undefined, argument: T): R | undefined {
    if (action === undefined) return undefined;
    try {
      return action(argument);
    } catch (error) {
      this.tell(name, `the function threw: ${messageOf(error)}`);
      return undefined;
    }
  }

  /** Reports a problem, unless one was reported for the same option. */
  tell(name: string, problem: string): void {
    if (this.told.has(name)) return;
    this.told.add(name);
    complain(`option ${name} of http()`, problem);
  }
}
