import type { BridgedCalls } from "./bridged-calls.ts";
import { type Content, contentOf } from "./content.ts";
import type { CreateDebug, DebugInstance } from "./create-debug.ts";
import { Replacements } from "./replacements.ts";
import type { TargetOf } from "./targets.ts";

/** How records of `debug` are made. */
export interface DebugRecords {
  /** Number of the level. */
  readonly level: number;
  readonly targetOf: TargetOf;
  readonly fields: boolean;
}

/** An instance whose `enabled` is a plain property. */
interface Tracked {
  readonly instance: WeakRef<DebugInstance>;
  /** The value that debug or the bridge has set. If it is another one now, the program has set that. */
  known: boolean;
}

/** Tracked instances are searched for dead ones each time that there are twice as many. */
const FEW = 64;

/**
 * One copy of the package `debug`. A namespace is on if the filter lets its records pass, or if `DEBUG` turns it on. The
 * filter's are logged, and those of `DEBUG` are printed as without a bridge.
 *
 * No function of an instance is replaced, so a disabled call costs what it costs without a bridge. Instances of 4.3 and
 * later ask again when `namespaces` changes. Those of earlier versions are told: they are known from `instances`, or
 * from `init`, which is called for each new one.
 */
export class DebugCopy {
  private readonly createDebug: CreateDebug;
  private readonly calls: BridgedCalls;
  private readonly original: Readonly<Omit<CreateDebug, "instances" | "namespaces">>;
  private readonly replacements = new Replacements();
  private records: DebugRecords;
  private isOn = true;
  private tracked: Tracked[] = [];
  private pruneAt = FEW;
  /** Stands for {@link namespaces}, so that instances ask again. */
  private token: unknown;
  /** The program's value of `createDebug.namespaces`. */
  private namespaces: unknown;
  /** First argument of the present call, if it is no text: `debug` makes a text of it. */
  private first: { readonly value: unknown } | undefined;
  /** The present call is not printed. */
  private isSilent = false;

  constructor(createDebug: CreateDebug, calls: BridgedCalls, records: DebugRecords) {
    this.createDebug = createDebug;
    this.calls = calls;
    this.records = records;
    const { enabled, enable, init, coerce, formatArgs, log } = createDebug;
    this.original = { enabled, enable, init, coerce, formatArgs, log } as typeof this.original;
    this.replace();
    for (const instance of createDebug.instances ?? []) this.track(instance);
    this.renew();
  }

  /** Applies other options. */
  change(records: DebugRecords): void {
    this.records = records;
    this.renew();
  }

  /** The filter has changed: which namespaces are on must be asked again. */
  renew(): void {
    this.setToken();
    for (const one of this.tracked) {
      const instance = one.instance.deref();
      if (instance === undefined || instance.enabled !== one.known) continue;
      one.known = this.createDebug.enabled(instance.namespace);
      instance.enabled = one.known;
    }
  }

  stop(): void {
    this.isOn = false;
    this.replacements.restore();
    this.renew();
    if (this.createDebug.namespaces === this.token) this.createDebug.namespaces = this.namespaces;
    this.tracked = [];
  }

  private replace(): void {
    const copy = this;
    const { createDebug, original } = this;
    const log = function log(this: DebugInstance, ...args: unknown[]): void {
      if (copy.isOn && copy.isSilent) copy.isSilent = false;
      else original.log.apply(this, args);
    };
    const replacing: Omit<CreateDebug, "instances" | "namespaces"> = Object.assign(() => {}, {
      enabled: (namespace: string): boolean =>
        (copy.isOn && copy.passes(namespace)) || original.enabled.call(createDebug, namespace),
      enable(namespaces: string): void {
        original.enable.call(createDebug, namespaces);
        if (copy.isOn) copy.enabled();
      },
      init(instance: DebugInstance): void {
        original.init.call(createDebug, instance);
        if (copy.isOn) copy.track(instance);
      },
      coerce(value: unknown): unknown {
        copy.first = typeof value === "string" ? undefined : { value };
        return original.coerce.call(createDebug, value);
      },
      formatArgs(this: DebugInstance, args: unknown[]): void {
        if (copy.isOn && (this.log || createDebug.log) === log) copy.take(this, args);
        if (!copy.isSilent) original.formatArgs.call(this, args);
      },
      log,
    }) as never;
    for (const name of ["enabled", "enable", "init", "coerce", "formatArgs", "log"] as const) {
      this.replacements.replace(createDebug, name, replacing[name]);
    }
  }

  /** Takes a call whose lines are not sent elsewhere. */
  private take(instance: DebugInstance, args: readonly unknown[]): void {
    const { namespace } = instance;
    const { first } = this;
    this.first = undefined;
    this.isSilent = false;
    const passes = this.passes(namespace);
    const { isInside } = this.calls.guard;
    if (passes && !isInside) {
      const { level, targetOf } = this.records;
      this.calls.named(targetOf(namespace), level, instance, () => this.content(first, args));
    }
    // An instance can also be on because the program has set its `enabled`.
    this.isSilent = passes && !this.original.enabled.call(this.createDebug, namespace);
  }

  private content(
    first: { readonly value: unknown } | undefined,
    args: readonly unknown[],
  ): Content {
    const given = first === undefined ? args : [first.value, ...args.slice(1)];
    return contentOf(given, this.records.fields);
  }

  private passes(namespace: string): boolean {
    try {
      const { level, targetOf } = this.records;
      return this.calls.passes(targetOf(namespace), level);
    } catch {
      return false; // the stack is full
    }
  }

  /** The program has enabled or disabled namespaces. */
  private enabled(): void {
    this.setToken();
    if (this.createDebug.instances === undefined) return;
    // It has set all instances.
    for (const one of this.tracked) one.known = one.instance.deref()?.enabled ?? false;
  }

  private setToken(): void {
    const { createDebug } = this;
    if (!Object.hasOwn(createDebug, "namespaces")) return;
    if (createDebug.namespaces !== this.token || this.token === undefined) {
      this.namespaces = createDebug.namespaces;
    }
    // An object that reads like the text, and is equal to no other value.
    this.token = Object(String(this.namespaces ?? ""));
    createDebug.namespaces = this.token;
  }

  private track(instance: DebugInstance): void {
    const enabled: unknown = Object.getOwnPropertyDescriptor(instance, "enabled")?.value;
    if (typeof enabled !== "boolean") return;
    if (this.tracked.length >= this.pruneAt) {
      this.tracked = this.tracked.filter(({ instance }) => instance.deref() !== undefined);
      this.pruneAt = Math.max(FEW, 2 * this.tracked.length);
    }
    this.tracked.push({ instance: new WeakRef(instance), known: enabled });
  }
}
