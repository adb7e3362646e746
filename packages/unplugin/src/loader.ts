// Runs in the thread of the loaders, on releases of Node without `module.registerHooks`.

import type { Loaded } from "./loading.ts";
import { isTransformed, Sources, settingsOfEnvironment } from "./loading.ts";

const sources = new Sources(settingsOfEnvironment());

/** The hook `load` of `module.register`. */
export async function load(
  url: string,
  context: object,
  next: (url: string, context: object) => Promise<Loaded>,
): Promise<Loaded> {
  const loaded = await next(url, context);
  return isTransformed(loaded) ? sources.loaded(url, loaded) : loaded;
}
