import type { AsyncLocalStorage } from "node:async_hooks";
import type { TraceIds } from "../trace/trace-ids.ts";
import type { Bindings } from "./bindings.ts";

/** Fields that `withContext` sets for everything that its function starts. */
export interface Context {
  /** The fields as they were passed, those of outer contexts included. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly bindings: Bindings;
  /** Ids that came with the request that is being served. */
  readonly trace?: TraceIds | undefined;
}

/** The current context of a thread. Costs nothing before the first one is entered. */
export class Contexts {
  /** Made by the first context. */
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
