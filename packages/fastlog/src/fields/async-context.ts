import type { AsyncLocalStorage } from "node:async_hooks";
import type { TraceIds } from "../trace/trace-ids.ts";
import type { Bindings } from "./bindings.ts";

/** A request that `fastlog/http` serves. */
export interface ServedRequest {
  /** Ids that came with it. Parsed when they are first read. */
  readonly trace: TraceIds | undefined;
  /** The context around the request's own. */
  readonly outer: Context | undefined;
}

/** What a context keeps or lets pass beyond the filter: see `recorder/`. */
export interface ContextRecording {
  readonly isOver: boolean;
}

/** Fields that `withContext` sets for everything that its function starts. */
export interface Context {
  /** The fields as they were passed, those of outer contexts included. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly bindings: Bindings;
  /** The request that is being served, if there is one. */
  readonly request?: ServedRequest | undefined;
  recording?: ContextRecording | undefined;
}

/** The current context of a thread. Costs nothing before the first one is entered. */
export class Contexts {
  /** Made by the first context. */
  storage: AsyncLocalStorage<Context> | undefined;

  get current(): Context | undefined {
    return this.storage?.getStore();
  }

  run<T>(context: Context, action: () => T): T {
    return this.opened.run(context, action);
  }

  /** Enters a context for the rest of the current callback, and all that it starts. */
  enter(context: Context): void {
    this.opened.enterWith(context);
  }

  private get opened(): AsyncLocalStorage<Context> {
    if (this.storage === undefined) {
      const { AsyncLocalStorage } = process.getBuiltinModule("node:async_hooks");
      this.storage = new AsyncLocalStorage();
    }
    return this.storage;
  }
}
