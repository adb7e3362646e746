import { emitterForm } from "../encode/object/emitter.ts";
import { errorOfEvent } from "../encode/object/error-event.ts";
import { isEmitter } from "../encode/object/kind.ts";
import { httpRoleOf } from "./http-role.ts";
import { req, res } from "./standard-serializers.ts";

/**
 * The fields that an argument becomes whose own properties are no fields: a request or a response under the name that
 * its serializer has, the error of an event as `err`, of other emitters and streams what is written of them.
 * `undefined` where it stands for itself. May throw.
 *
 * @param thrown What stands in place of a property whose getter throws.
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
 * A request under the name `req`, or a response under the name `res`, as pino logs it where the program has no
 * serializer of its own for that name; what is none is given back. Never throws.
 */
export function standardForm(name: string, value: object): unknown {
  try {
    if (httpRoleOf(value) !== name) return value;
    return name === "req" ? req(value) : res(value);
  } catch {
    return value;
  }
}
