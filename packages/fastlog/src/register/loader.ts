// Runs in the thread of the loaders, on releases of Node without `module.registerHooks`.
import { boundUrl, SPECIFIER } from "./resolved.ts";

interface Context {
  readonly parentURL?: string | undefined;
}

interface Resolved {
  readonly url: string;
}

/** The hook `resolve` of `module.register`. */
export async function resolve<Result extends Resolved>(
  specifier: string,
  context: Context,
  next: (specifier: string, context: Context) => Promise<Result>,
): Promise<Result> {
  const resolved = await next(specifier, context);
  if (specifier !== SPECIFIER) return resolved;
  const url = boundUrl(resolved.url, context.parentURL);
  return url === undefined ? resolved : { ...resolved, url };
}
