import { messageOf } from "../diagnostics/error-message.ts";
import { handleRejection } from "../diagnostics/rejection.ts";
import { complainOnce } from "../diagnostics/self-log.ts";
import { show } from "../diagnostics/show.ts";

/** Most targets that are remembered. A program may make a namespace for each request. */
const MAX_TARGETS = 1000;

/** Gives the target of a name. Never throws. */
export type TargetOf = (name: string) => string;

/**
 * Targets of names whose parts are separated by colons, or by `separator`: `express:router` is `express::router`. What a
 * directive could not spell becomes `_`. `own` is the function of the option `option`; if it fails, that is reported once, and the name has
 * its usual target.
 */
export function targetsOf(
  option: string,
  prefix: string,
  own?: TargetOf,
  separator = ":",
): TargetOf {
  const known = new Map<string, string>();
  return (name) => {
    let target = known.get(name);
    if (target === undefined) {
      target = prefix + targetOfName(name.replaceAll(separator, ":"));
      if (known.size >= MAX_TARGETS) known.clear();
      // First: the function may log by the same name.
      known.set(name, target);
      const other = own && ownTarget(option, own, name);
      if (other !== undefined) {
        target = other;
        known.set(name, target);
      }
    }
    return target;
  };
}

function ownTarget(option: string, own: TargetOf, name: string): string | undefined {
  try {
    const target: unknown = own(name);
    if (typeof target === "string" && target !== "") return target;
    handleRejection(target);
    complainOnce(`option ${option} of bridge()`, `it returned ${show(target)} (expected a target)`);
  } catch (error) {
    complainOnce(`option ${option} of bridge()`, `the function threw: ${messageOf(error)}`);
  }
  return undefined;
}

function targetOfName(name: string): string {
  return name.split(":").filter(Boolean).map(spellable).join("::") || "main";
}

/** Without regular expressions: the first use of one on a full stack ends the process. */
function spellable(part: string): string {
  return Array.from(part, (char) => (isSpellable(char) ? char : "_")).join("");
}

function isSpellable(char: string): boolean {
  const code = char.charCodeAt(0);
  const isControl = code < 32 || (code >= 127 && code < 160);
  return !isControl && char !== "," && char !== "=" && char.trim() !== "";
}
