import { emitterForm } from "../encode/object/emitter.ts";
import { errorOfEvent } from "../encode/object/error-event.ts";
import { isEmitter } from "../encode/object/kind.ts";
import { httpRoleOf } from "./http-role.ts";
import { req, res } from "./standard-serializers.ts";

/**
 * Fields for an argument whose own properties are not its fields: a request or response under the name of its
 * serializer, the error of an event as `err`, for other emitters and streams the form in which they are written.
 * `undefined` for any other value. May throw.
 *
 * @param thrown Returns the text for a property whose getter throws.
 */
export function substituteFields(
  value: object,
  thrown: (error: unknown) => string,
): Readonly<Record<string, unknown>> | undefined {
  const err = errorOfEvent(value);
  if (err !== undefined) return { err };
  const role = httpRoleOf(value);
  if (role !== undefined) return { [role]: value };
  const form = isEmitter(value) ? emitterForm(value, thrown) : undefined;
  return typeof form === "object" && form !== null ? { ...form } : undefined;
}

/**
 * A request under the name `req`, or a response under the name `res`, as pino logs it if the program has no
 * serializer of its own for that name. Returns other values unchanged. Never throws.
 */
export function standardForm(name: string, value: object): unknown {
  try {
    if (httpRoleOf(value) !== name) return value;
    return name === "req" ? req(value) : res(value);
  } catch {
    return value;
  }
}
