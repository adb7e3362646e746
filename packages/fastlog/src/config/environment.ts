import { ownOptions } from "../own-members.ts";
import { checkOption } from "./checks.ts";
import type { Options } from "./options.ts";

/** The environment variables that are read, once, when fastlog is loaded. */
export interface Environment {
  readonly LOG?: string | undefined;
  readonly LOG_BACKEND?: string | undefined;
  readonly LOG_FORMAT?: string | undefined;
  readonly LOG_TAG?: string | undefined;
  /** It is not read, and that is said. */
  readonly LOG_LEVEL?: string | undefined;
}

/**
 * What the environment decides, but the filter, which is read on its own because a bad directive
 * does not spoil the others. What cannot be used is reported and left out.
 */
export function environmentOptions(
  environment: Environment,
  report: (variable: string, message: string) => void,
): Options {
  // A template is known by its braces.
  const format = environment.LOG_FORMAT?.includes("{")
    ? { template: environment.LOG_FORMAT }
    : environment.LOG_FORMAT;
  const options = ownOptions<Record<string, unknown>>();
  const take = (variable: string, name: "format" | "tag" | "backend", value: unknown) => {
    if (value === undefined || value === "") return;
    try {
      checkOption(name, value);
      options[name] = value;
    } catch (error) {
      report(variable, (error as Error).message);
    }
  };
  take("LOG_FORMAT", "format", format);
  take("LOG_TAG", "tag", environment.LOG_TAG);
  take("LOG_BACKEND", "backend", backendsOf(environment.LOG_BACKEND));
  return options;
}

/** Several URLs may stand there, with blanks between them: no URL has any. */
function backendsOf(list: string | undefined): string | string[] | undefined {
  const urls = list?.trim().split(/\s+/) ?? [];
  return urls.length > 1 ? urls : urls[0];
}
