import { nearName } from "../diagnostics/option-suggestions.ts";
import { show } from "../diagnostics/show.ts";
import { FastlogError } from "../errors.ts";
import { ownOptions } from "../own-members.ts";

/** One line of a client: a command with its members. */
export interface Request {
  readonly do: string;
  readonly [member: string]: unknown;
}

/** Reads a line. Throws `ERR_FASTLOG_INVALID_REQUEST`; `commands` are the known ones. */
export function readRequest(line: string, commands: readonly string[]): Request {
  const value = parsed(line);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalidRequest(`invalid line ${show(value)} (expected an object such as {"do":"help"})`);
  }
  const request = ownOptions<Record<string, unknown>>(value as Record<string, unknown>);
  const { do: command } = request;
  if (typeof command !== "string") {
    throw invalidRequest(`the member "do" is ${show(command)} (expected ${commands.join(", ")})`);
  }
  if (!commands.includes(command)) {
    const meant = nearName(command, commands);
    throw invalidRequest(
      `unknown command ${show(command)} (expected ${commands.join(", ")})${meant}`,
    );
  }
  return request as unknown as Request;
}

/** Checks that a request has none but the given members. Throws `ERR_FASTLOG_INVALID_REQUEST`. */
export function checkMembers(request: Request, known: readonly string[]): void {
  const unknown = Object.keys(request).find((name) => name !== "do" && !known.includes(name));
  if (unknown === undefined) return;
  const expected = known.length === 0 ? "none" : known.join(", ");
  throw invalidRequest(
    `unknown member ${show(unknown)} of ${request.do} (expected ${expected})${nearName(unknown, known)}`,
  );
}

/** A member that is a text, or is missing. Throws `ERR_FASTLOG_INVALID_REQUEST`. */
export function textIn(request: Request, member: string): string | undefined {
  const value = request[member];
  if (value === undefined || typeof value === "string") return value;
  throw invalidRequest(`invalid ${member} ${show(value)} of ${request.do} (expected a text)`);
}

/** A member that must be a text. Throws `ERR_FASTLOG_INVALID_REQUEST`. */
export function neededText(request: Request, member: string, example: string): string {
  const value = textIn(request, member);
  if (value !== undefined) return value;
  throw invalidRequest(`${request.do} needs ${member}, such as ${show(example)}`);
}

/** A member that is a whole number within bounds, or is missing. Throws `ERR_FASTLOG_INVALID_REQUEST`. */
export function numberIn(
  request: Request,
  member: string,
  least: number,
  most: number,
): number | undefined {
  const value = request[member];
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) {
    return value as number;
  }
  throw invalidRequest(
    `invalid ${member} ${show(value)} of ${request.do} (expected a whole number from ${least} to ${most})`,
  );
}

/** The error of a request that cannot be answered. */
export function invalidRequest(message: string): FastlogError {
  return new FastlogError("ERR_FASTLOG_INVALID_REQUEST", message);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw invalidRequest(`invalid line ${show(line)} (expected JSON such as {"do":"help"})`);
  }
}
