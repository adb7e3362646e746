import type { Signal, SignalOptions } from "../config/signal-options.ts";
import { ownOptions } from "../own-members.ts";
import type { Ending } from "./exit.ts";

/** The option with defaults applied. */
interface SignalPlan {
  readonly end: readonly Signal[];
  readonly reopen: readonly Signal[];
}

const ENDING: readonly Signal[] = ["SIGTERM", "SIGINT", "SIGHUP"];

/** Listens to signals as the option says. Returns a function that stops it. */
export function onSignals(ending: Ending, option: boolean | SignalOptions): () => void {
  if (option === false) return () => {};
  const { end, reopen } = planOf(option);
  const stops = [
    ...end.map((signal) => listen(signal, (stop) => endBy(signal, stop, ending))),
    ...reopen.map((signal) => listen(signal, () => ending.reopen())),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function planOf(option: true | SignalOptions): SignalPlan {
  const { end, reopen = [] } = ownOptions<SignalOptions>(option === true ? {} : option);
  return { end: end ?? ENDING.filter((signal) => !reopen.includes(signal)), reopen };
}

function endBy(signal: Signal, stop: () => void, ending: Ending): void {
  // With another listener, the application decides what the signal does.
  if (process.listenerCount(signal) > 1) {
    ending.flushSync();
    // In a process that lives on, SIGHUP means that its log was rotated.
    if (signal === "SIGHUP") ending.reopen();
    return;
  }
  ending.end(true);
  ending.reportLeft();
  stop();
  if (process.pid === 1) exitBy(signal);
  else process.kill(process.pid, signal);
}

/**
 * Ends the first process of a container with the code that a shell gives a signal: a signal without a listener does
 * nothing to it (pid_namespaces(7)).
 */
function exitBy(signal: Signal): void {
  const { constants } = process.getBuiltinModule("node:os");
  process.exit(128 + constants.signals[signal]);
}

function listen(signal: Signal, action: (stop: () => void) => void): () => void {
  const stop = () => void process.off(signal, listener);
  const listener = () => action(stop);
  // First, so that a `once` listener of the application still counts.
  process.prependListener(signal, listener);
  return stop;
}
