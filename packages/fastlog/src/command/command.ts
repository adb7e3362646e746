import type { Arguments, OptionSpec } from "./arguments.ts";

/** The parts of its process that a command can use. */
export interface Surroundings {
  /** The descriptor of its output. */
  readonly out: number;
  /** The output is a terminal, or a pager shows it on one. */
  readonly isTerminal: boolean;
  readonly environment: NodeJS.ProcessEnv;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Tells the user of a problem; the command goes on. */
  complain(message: string): void;
}

/** A command: `fastlog NAME`. Each is a file of its own, and the table in `commands.ts` has all of them. */
export interface Command {
  readonly name: string;
  /** Tells its purpose, as a fragment for the list of commands. */
  readonly summary: string;
  /** Its arguments, for the help: `[OPTIONS] FILES…`. */
  readonly usage: string;
  readonly options: readonly OptionSpec[];
  /** Text below the options: what the arguments mean, examples, exit codes. */
  readonly details: string;
  /** Whether its output is shown by a pager, if it goes to a terminal. */
  isPaged?(args: Arguments): boolean;
  /**
   * Runs it. Resolves with the exit code: 0, 1 if nothing was found, 2 after an error.
   *
   * @throws UsageError for a mistake on the command line.
   * @throws ReaderGone if the reader of its output went away.
   */
  run(args: Arguments, surroundings: Surroundings): Promise<number>;
}

export const FOUND = 0;
export const NONE_FOUND = 1;
export const FAILED = 2;
