import type { Backend, Recipe } from "../backend/backend.ts";
import type { Fields } from "../call/signatures.ts";
import { show } from "../diagnostics/show.ts";
import type { Format } from "../encode/format/format.ts";
import type { Serializers } from "../fields/serializer.ts";
import { ownOptions } from "../own-members.ts";
import { isPaths, type Redact, type RedactOptions } from "../redact/redact.ts";
import { type BackendEntry, type BackendOption, entriesOf } from "./backend-option.ts";
import { copyOfData } from "./cloneable.ts";
import { formatOf } from "./format.ts";
import type { Options } from "./options.ts";

/** An entry of the option `backend` for a worker, which makes the backends itself. */
export interface InheritedEntry extends Omit<BackendEntry, "backend" | "fallback"> {
  readonly backend: string | Recipe;
  readonly fallback?: string | Recipe | undefined;
}

/** An option, or a part of one, that a worker does not inherit because it is not plain data. */
export interface Omission {
  /** Option that the worker has to set itself. */
  readonly option: keyof Options;
  /** Name for messages: the option, or the part of it that is missing. */
  readonly name: string;
}

/**
 * Configuration that workers inherit from the thread that starts them. All of it is plain data, because
 * `new Worker()` throws otherwise.
 */
export interface Inheritance {
  /** Options of `configure`, without the filter and the backend. */
  readonly options: Options;
  readonly backend: readonly InheritedEntry[] | undefined;
  readonly omitted: readonly Omission[];
}

const PLAIN = [
  "color",
  "flushOn",
  "flushAfter",
  "maxRecord",
  "maxDepth",
  "maxBreadth",
  "buffer",
  "overflow",
  "exitTimeout",
  "limit",
  "repeats",
] as const satisfies readonly (keyof Options)[];

/** Makes the configuration that workers inherit from a thread's given and inherited options. */
export function handDown(given: Options, inherited: Inheritance): Inheritance {
  const omitted = stillMissing(given, inherited.omitted);
  const leave: Leave = (option, name = option) => omitted.push({ option, name });
  const options: Options = { ...inherited.options, ...given };
  const { format, redact, fields, serializers = {}, onBackendError, trace, sample } = options;
  const { recorder } = options;
  const handed: { -readonly [name in keyof Options]: unknown } = {};
  for (const name of PLAIN) if (options[name] !== undefined) handed[name] = options[name];
  if (format !== undefined) {
    handed.format = copyOfFormat(format);
    if (handed.format === undefined) leave("format");
  }
  if (redact !== undefined) handed.redact = copyOfRedact(redact, leave);
  if (fields !== undefined) handed.fields = copyOfFields(fields, serializers, leave);
  if (Object.keys(serializers).length > 0) leave("serializers");
  if (onBackendError !== undefined) leave("onBackendError");
  if (recorder !== undefined) handed.recorder = copyOfData(recorder)?.value;
  if (sample !== undefined) handed.sample = copyOfSample(sample);
  if (typeof trace === "function") leave("trace");
  else if (trace !== undefined) handed.trace = trace;
  const backend =
    given.backend === undefined ? inherited.backend : copyOfBackends(given.backend, leave);
  return { options: handed as Options, backend, omitted };
}

/** The omissions that the thread has not made good by setting the option itself. */
export function stillMissing(given: Options, omitted: readonly Omission[]): Omission[] {
  return omitted.filter(({ option }) => given[option] === undefined);
}

const STDOUT: InheritedEntry = { backend: "stdout" };

/** Records an omission. */
type Leave = (option: keyof Options, name?: string) => void;

function copyOfFormat(format: Format): Format | undefined {
  if (formatOf(format).name === "custom") return undefined;
  return copyOfData(format)?.value as Format | undefined;
}

function copyOfSample(sample: Exclude<Options["sample"], undefined>): unknown {
  if (typeof sample !== "object") return sample;
  const { rate, keep } = ownOptions<typeof sample>(sample);
  return { rate, keep };
}

/** Copies paths and patterns in any case, so that workers redact what this thread redacts. */
function copyOfRedact(redact: Redact, leave: Leave): Redact {
  if (isPaths(redact)) return [...redact];
  const { paths, patterns, censor, remove } = ownOptions<RedactOptions>(redact);
  const copied = { paths: paths && [...paths], patterns: patterns && [...patterns], remove };
  if (typeof censor !== "function") return { ...copied, censor };
  leave("redact", "redact.censor");
  return copied;
}

/** Leaves out fields with a serializer, because only the serializer knows which part of a value may be written. */
function copyOfFields(fields: object, serializers: Serializers, leave: Leave): Fields {
  const copied: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) {
    const copy = Object.hasOwn(serializers, name) ? undefined : copyOfMember(fields, name);
    if (copy === undefined) leave("fields", `fields.${name}`);
    else copied[name] = copy.value;
  }
  return copied;
}

function copyOfMember(object: object, name: string): { readonly value: unknown } | undefined {
  try {
    return copyOfData((object as Record<string, unknown>)[name]);
  } catch {
    return undefined;
  }
}

/** Replaces backends that the program made itself, which workers cannot use, by one stdout. */
function copyOfBackends(option: BackendOption, leave: Leave): InheritedEntry[] {
  const copies = entriesOf(option).map((entry) => copyOfEntry(entry, leave));
  const isInUse = copies.some((copy) => copy !== undefined && isStdout(copy.backend));
  const first = copies.indexOf(undefined);
  return copies.flatMap((copy, i) => copy ?? (isInUse || i !== first ? [] : STDOUT));
}

function copyOfEntry(entry: BackendEntry, leave: Leave): InheritedEntry | undefined {
  const { filter, color, buffer, overflow, flushAfter } = entry;
  const backend = copyOfBackend(entry.backend, leave);
  const fallback = entry.fallback === undefined ? undefined : copyOfBackend(entry.fallback, leave);
  if (backend === undefined) return undefined;
  const format = entry.format === undefined ? undefined : copyOfFormat(entry.format);
  if (entry.format !== undefined && format === undefined) leave("backend", "backend.format");
  return { backend, fallback, filter, format, color, buffer, overflow, flushAfter };
}

function copyOfBackend(backend: string | Backend, leave: Leave): string | Recipe | undefined {
  if (typeof backend === "string") return backend;
  const recipe = copyOfMember(backend, "recipe")?.value as Recipe | undefined;
  if (recipe === undefined) leave("backend", `backend ${show(backend.name)}`);
  return recipe;
}

function isStdout(backend: string | Recipe): boolean {
  return typeof backend === "string" ? /^stdout\b/.test(backend) : backend.factory === "stdout";
}
