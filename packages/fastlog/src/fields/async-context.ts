import type { AsyncLocalStorage } from "node:async_hooks";
import type { Bindings } from "./bindings.ts";

/** What `withContext` set for everything that its function starts. */
export interface Context {
  /** As they were given, those of outer contexts included. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly bindings: Bindings;
}

/** The context that is current, in one thread. It costs nothing until the first one is entered. */
export class Contexts {
  /** `undefined` until then. */
  storage: AsyncLocalStorage<Context> | undefined;

  get current(): Context | undefined {
    return this.storage?.getStore();
  }

  run<T>(context: Context, action: () => T): T {
    if (this.storage === undefined) {
      const { AsyncLocalStorage } = process.getBuiltinModule("node:async_hooks");
      this.storage = new AsyncLocalStorage();
    }
    return this.storage.run(context, action);
  }
}
