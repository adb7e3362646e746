/** Written in place of a value that contains itself. */
export const CIRCULAR = "[Circular]";

/** Written in place of a value whose getter threw, if the reason may quote something censored. */
export const THROWS = "[Throws]";

/** Key of the member that says how many more members there are. */
export const MORE = "…";

/** Written in place of a value whose getter threw. Never throws. */
export function throwsMark(error: unknown): string {
  try {
    const reason = error instanceof Error ? String(error.message) : "";
    return `[Throws: ${reason || String(error)}]`;
  } catch {
    return "[Throws: ?]";
  }
}

/** Written at the end of a cut text. */
export function cutMark(characters: number): string {
  return `…(+${characters} characters)`;
}

/** Value of the member {@link MORE}. `count` is infinite if unknown. */
export function moreMembers(count: number): string {
  return Number.isFinite(count) ? `+${count} more` : "more";
}

/** Last element of a cut array. */
export function moreElements(count: number): string {
  return `… ${count} more items`;
}

/** Written in place of an object that is only named. May throw. */
export function classMark(value: object): string {
  return `[${classOf(value) ?? "Object"}]`;
}

/** Written in place of a function. May throw. */
export function functionMark(value: CallableFunction): string {
  const name: unknown = value.name;
  return typeof name === "string" && name !== "" ? `[Function: ${name}]` : "[Function]";
}

/** Name of an object's class, if it has one. May throw. */
export function classOf(value: object): string | undefined {
  const prototype: { readonly constructor?: unknown } | null = Object.getPrototypeOf(value);
  const made = prototype?.constructor;
  const name: unknown = typeof made === "function" ? made.name : undefined;
  return typeof name === "string" && name !== "" ? name : undefined;
}
