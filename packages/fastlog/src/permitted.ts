import { messageOf } from "./diagnostics/error-message.ts";
import { complainOnce } from "./diagnostics/self-log.ts";

/**
 * The answer of the system, or `otherwise` if the runtime does not permit the question, as Deno without `--allow-sys`.
 * Its refusal is printed on stderr, once.
 */
export function permitted<T>(subject: string, ask: () => T, otherwise: T): T {
  try {
    return ask();
  } catch (error) {
    complainOnce(subject, messageOf(error));
    return otherwise;
  }
}
