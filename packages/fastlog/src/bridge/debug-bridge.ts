import type { BridgedCalls } from "./bridged-calls.ts";
import type { CreateDebug } from "./create-debug.ts";
import { DebugCopies } from "./debug-copies.ts";
import { DebugCopy, type DebugRecords } from "./debug-copy.ts";
import type { DebugSettings } from "./options.ts";
import { targetsOf } from "./targets.ts";

/** Bridges all copies of the package `debug`. */
export class DebugBridge {
  private readonly calls: BridgedCalls;
  private readonly copies = new Map<CreateDebug, DebugCopy>();
  private readonly finder = new DebugCopies((copy) => this.add(copy));
  private records: DebugRecords | undefined;

  constructor(calls: BridgedCalls) {
    this.calls = calls;
  }

  start({ level, target, fields, copies }: DebugSettings): void {
    this.records = { level, fields, targetOf: targetsOf("debug.target", "", target) };
    for (const copy of this.copies.values()) copy.change(this.records);
    for (const copy of copies) this.add(copy);
    this.finder.start();
    this.calls.gates.watchers.add(this.renew);
  }

  stop(): void {
    this.finder.stop();
    this.calls.gates.watchers.delete(this.renew);
    for (const copy of this.copies.values()) copy.stop();
    this.copies.clear();
    this.records = undefined;
  }

  private readonly renew = (): void => {
    for (const copy of this.copies.values()) copy.renew();
  };

  private add(createDebug: CreateDebug): void {
    if (this.records === undefined || this.copies.has(createDebug)) return;
    this.copies.set(createDebug, new DebugCopy(createDebug, this.calls, this.records));
  }
}
