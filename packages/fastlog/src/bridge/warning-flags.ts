/** Flags and variables of Node that decide about warnings. */
export interface WarningFlags {
  /** No warnings are wanted: `--no-warnings`, `NODE_NO_WARNINGS=1`. */
  readonly areOff: boolean;
  /** Node writes warnings to a file: `--redirect-warnings`, `NODE_REDIRECT_WARNINGS`. */
  readonly areRedirected: boolean;
  /** Codes and types of `--disable-warning`. */
  readonly disabled: ReadonlySet<string>;
}

const DISABLE = "--disable-warning";
const REDIRECT = "--redirect-warnings";

/** Reads the flags of a process. */
export function warningFlags(
  { NODE_OPTIONS = "", NODE_NO_WARNINGS, NODE_REDIRECT_WARNINGS = "" }: NodeJS.ProcessEnv,
  execArgv: readonly string[],
): WarningFlags {
  const args = [...NODE_OPTIONS.split(" ").filter(Boolean), ...execArgv];
  const disabled = new Set<string>();
  let areOff = false;
  let areRedirected = NODE_REDIRECT_WARNINGS !== "";
  args.forEach((arg, i) => {
    if (arg === "--no-warnings") areOff = true;
    else if (arg === "--warnings") areOff = false;
    else if (arg === DISABLE) disabled.add(args[i + 1] ?? "");
    else if (arg.startsWith(`${DISABLE}=`)) disabled.add(arg.slice(DISABLE.length + 1));
    else if (arg === REDIRECT || arg.startsWith(`${REDIRECT}=`)) areRedirected = true;
  });
  return { areOff: areOff || NODE_NO_WARNINGS === "1", areRedirected, disabled };
}
