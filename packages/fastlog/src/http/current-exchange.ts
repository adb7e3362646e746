import { messageOf } from "../diagnostics/error-message.ts";
import { complainOnce } from "../diagnostics/self-log.ts";
import { show } from "../diagnostics/show.ts";
import type { Context } from "../fields/async-context.ts";
import type { Runtime } from "../lifecycle/runtime.ts";
import { sharedRuntime } from "../lifecycle/shared-runtime.ts";
import { type AddedFields, EXCHANGE, type Exchange } from "./exchange.ts";

/** The runtime of this thread. The entry of the package has made it. */
export function runtimeOfThread(): Runtime {
  return sharedRuntime(() => {
    throw new Error("fastlog is not loaded");
  });
}

/** The exchange of a request, response or stream, or that of the current context. Never throws. */
export function exchangeOf(of?: unknown): Exchange | undefined {
  if (typeof of !== "object" || of === null) return ofContext(runtimeOfThread().contexts.current);
  try {
    const { [EXCHANGE]: own, stream } = of as { [EXCHANGE]?: Exchange; stream?: unknown };
    if (own !== undefined) return own;
    return (stream as { [EXCHANGE]?: Exchange } | null | undefined)?.[EXCHANGE];
  } catch {
    return undefined;
  }
}

function ofContext(context: Context | undefined): Exchange | undefined {
  return context?.request as Exchange | undefined;
}

/**
 * Adds fields to the record of the request that is being served, from anywhere inside of it; later values win. After the
 * record is written, they make a record of their own, with `late: true`. An error becomes the field `err`. The values are
 * written when the record is.
 *
 * `request` names the request, as Node or a framework on it has it, where the call is not inside of one. Returns whether
 * there is a request; if there is none, the fields are not logged. Never throws.
 */
export function addFields(fields: object, request?: object): boolean {
  try {
    const exchange = exchangeOf(request);
    if (exchange === undefined) return false;
    exchange.add(copyOf(fields));
    return true;
  } catch (error) {
    complainOnce("addFields()", messageOf(error));
    return false;
  }
}

/**
 * Sets the route of the request that is being served: the pattern that a router has matched, such as `/users/:id`. For
 * frameworks that fastlog does not know. `request` as for {@link addFields}. Never throws.
 */
export function setRoute(route: unknown, request?: object): void {
  exchangeOf(request)?.setRoute(route);
}

function copyOf(fields: unknown): AddedFields {
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) {
    throw new Error(`invalid fields ${show(fields)} (expected an object)`);
  }
  if (fields instanceof Error) return { err: fields };
  try {
    return { ...fields };
  } catch {
    // A getter threw; the other fields can still be read.
  }
  return Object.fromEntries(Object.keys(fields).map((name) => [name, fieldOf(fields, name)]));
}

function fieldOf(fields: object, name: string): unknown {
  try {
    return (fields as AddedFields)[name];
  } catch (error) {
    return `[Throws: ${messageOf(error)}]`;
  }
}
