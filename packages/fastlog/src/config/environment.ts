import { messageOf } from "../diagnostics/error-message.ts";
import { complainOnce } from "../diagnostics/self-log.ts";
import { ownOptions } from "../own-members.ts";
import { checkOption } from "./checks.ts";
import type { Options } from "./options.ts";
import { recorderOption, recorderWithFile } from "./recorder-option.ts";

/** Environment variables, which fastlog reads once, when it is loaded. */
export interface Environment {
  readonly LOG?: string | undefined;
  readonly LOG_BACKEND?: string | undefined;
  readonly LOG_FORMAT?: string | undefined;
  readonly LOG_TAG?: string | undefined;
  readonly LOG_CONTROL?: string | undefined;
  readonly LOG_RECORDER?: string | undefined;
  readonly LOG_RECORDER_FILE?: string | undefined;
  /** Has no effect; fastlog prints a hint if it is set. */
  readonly LOG_LEVEL?: string | undefined;
}

const VARIABLES = [
  "LOG",
  "LOG_BACKEND",
  "LOG_FORMAT",
  "LOG_TAG",
  "LOG_CONTROL",
  "LOG_RECORDER",
  "LOG_RECORDER_FILE",
  "LOG_LEVEL",
] as const;

/** Reads the variables. One that the runtime does not permit to be read, as Deno by default, counts as unset. */
export function readEnvironment(variables: Environment = process.env): Environment {
  const readable: Record<string, string | undefined> = {};
  for (const name of VARIABLES) {
    try {
      readable[name] = variables[name];
    } catch (error) {
      if (name === "LOG") complainOnce(`${name} counts as unset`, messageOf(error));
    }
  }
  return readable;
}

/**
 * Reads the options of the environment, and reports and leaves out invalid ones. The filter is read elsewhere, because
 * its valid directives count even if another one is invalid.
 */
export function environmentOptions(
  environment: Environment,
  report: (variable: string, message: string) => void,
): Options {
  const format = formatNamed(environment.LOG_FORMAT);
  const options = ownOptions<Record<string, unknown>>();
  const take = (
    variable: string,
    name: "format" | "tag" | "backend" | "recorder",
    value: unknown,
    meant: (value: string) => unknown = () => value,
  ) => {
    if (value === undefined || value === "") return;
    try {
      const option = meant(value as string);
      checkOption(name, option);
      options[name] = option;
    } catch (error) {
      report(variable, (error as Error).message);
    }
  };
  take("LOG_FORMAT", "format", format);
  take("LOG_TAG", "tag", environment.LOG_TAG);
  take("LOG_BACKEND", "backend", backendsOf(environment.LOG_BACKEND));
  take("LOG_RECORDER", "recorder", environment.LOG_RECORDER, recorderOption);
  take("LOG_RECORDER_FILE", "recorder", environment.LOG_RECORDER_FILE, (file) =>
    recorderWithFile(options["recorder"], file),
  );
  return options;
}

/** Splits a list of URLs at blanks, which no URL contains. */
function backendsOf(list: string | undefined): string | string[] | undefined {
  const urls = list?.trim().split(/\s+/) ?? [];
  return urls.length > 1 ? urls : urls[0];
}

/** The value of the option `format` that a text means. Only a template has braces. */
export function formatNamed(text: string | undefined): unknown {
  return text?.includes("{") ? { template: text } : text;
}
