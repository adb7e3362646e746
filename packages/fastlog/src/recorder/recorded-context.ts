import { types } from "node:util";
import type { ContextPlan } from "../config/context-options.ts";
import type { Context, Contexts } from "../fields/async-context.ts";
import type { OpenedContext } from "./context-recording.ts";
import type { Recorder } from "./recorder.ts";

const { then } = Promise.prototype;

/**
 * Runs a function in a context that lets more pass or has a ring, until the function returns, or its promise is settled.
 * Returns a new promise then, because a handler on the function's own promise would hide a rejection that nobody handles.
 */
export function runRecorded<T>(
  recorder: Recorder,
  contexts: Contexts,
  context: Context,
  plan: ContextPlan,
  action: () => T,
): T {
  const recording = recorder.begin(plan, context.recording as OpenedContext | undefined);
  let result: T;
  try {
    context.recording = recording;
    result = contexts.run(context, action);
  } catch (error) {
    recorder.end(recording);
    throw error;
  }
  if (!types.isPromise(result)) {
    recorder.end(recording);
    return result;
  }
  try {
    return then.call(
      result,
      (value) => {
        recorder.end(recording);
        return value;
      },
      (error) => {
        recorder.end(recording);
        throw error;
      },
    ) as T;
  } catch {
    // A promise of a class that cannot make another one.
    recorder.end(recording);
    return result;
  }
}
