/** What stands where a value contains itself. */
export const CIRCULAR = "[Circular]";

/** What stands for a value of which it is not known what may be shown. */
export const WITHHELD = "[withheld: redaction failed]";

/** What stands where user code threw whose reason is not to be told: it may quote what is censored. */
export const THROWS = "[Throws]";

/** The key of the member that says how many more there are. */
export const MORE = "…";

/** What stands where user code threw. Never throws itself. */
export function throwsMark(error: unknown): string {
  try {
    const reason = error instanceof Error ? String(error.message) : "";
    return `[Throws: ${reason || String(error)}]`;
  } catch {
    return "[Throws: ?]";
  }
}

/** What stands at the end of a text of which so much was left out. */
export function cutMark(characters: number): string {
  return `…(+${characters} characters)`;
}

/** The value of the member {@link MORE}; their number is infinite where it is not known. */
export function moreMembers(count: number): string {
  return Number.isFinite(count) ? `+${count} more` : "more";
}

/** The last element of a list of which not all are written. */
export function moreElements(count: number): string {
  return `… ${count} more items`;
}

/** What stands for an object that is only named. May throw. */
export function classMark(value: object): string {
  return `[${classOf(value) ?? "Object"}]`;
}

/** What stands for a function. May throw. */
export function functionMark(value: CallableFunction): string {
  const name: unknown = value.name;
  return typeof name === "string" && name !== "" ? `[Function: ${name}]` : "[Function]";
}

/** The name of an object's class, if it has one. May throw. */
export function classOf(value: object): string | undefined {
  const prototype: { readonly constructor?: unknown } | null = Object.getPrototypeOf(value);
  const made = prototype?.constructor;
  const name: unknown = typeof made === "function" ? made.name : undefined;
  return typeof name === "string" && name !== "" ? name : undefined;
}
