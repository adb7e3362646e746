/** A longer list is no longer looked at. */
const SHORT = 1_024;
const MAX_DEPTH = 64;

const NOT_CLEAN = /[^ -~]/;

/** Whether a name has only printable ASCII in it. */
export function isClean(name: string): boolean {
  return !NOT_CLEAN.test(name);
}

export function isShort(list: readonly unknown[]): boolean {
  return list.length <= SHORT;
}

/** Whether that is what a literal makes: its properties are all that there is to it. */
export function isLiteral(value: object & { readonly toJSON?: unknown }): boolean {
  const prototype = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && value.toJSON === undefined;
}

/**
 * Whether `JSON.stringify` and its like write a value with all that is in it, and about how much that
 * is: no errors, maps or functions, nothing with a `toJSON` but valid dates, no number that JSON does
 * not have. May throw, where the value does.
 */
export function isFaithful(value: unknown, maxLength: number): boolean {
  return new Walk(maxLength).isFaithful(value, 0);
}

class Walk {
  /** How many characters there may be still. It ends cycles, and what grows by being repeated. */
  private left: number;

  constructor(maxLength: number) {
    this.left = maxLength;
  }

  isFaithful(value: unknown, depth: number): boolean {
    if (--this.left < 0) return false;
    switch (typeof value) {
      case "string":
        this.left -= value.length;
        return this.left >= 0;
      case "number":
        return Number.isFinite(value);
      case "boolean":
        return true;
      case "object":
        if (value === null) return true;
        if (value instanceof Date) return !Number.isNaN(value.getTime());
        return depth < MAX_DEPTH && this.isContainer(value, depth + 1);
      default:
        return false;
    }
  }

  private isContainer(value: object & { readonly toJSON?: unknown }, depth: number): boolean {
    if (typeof value.toJSON === "function") return false;
    if (Array.isArray(value)) {
      // By index, because a hole is an item too, and one that is not faithful.
      for (let i = 0; i < value.length; i++) if (!this.isFaithful(value[i], depth)) return false;
      return true;
    }
    // Of a class: what Node and the language have of their own says so here.
    if (!isLiteral(value) && Object.prototype.toString.call(value) !== "[object Object]")
      return false;
    for (const name of Object.keys(value)) {
      const member = (value as Record<string, unknown>)[name];
      if (member === undefined) continue;
      this.left -= name.length;
      if (!this.isFaithful(member, depth)) return false;
    }
    return true;
  }
}
