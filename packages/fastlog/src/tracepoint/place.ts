import type { Probe } from "./probe.ts";
import type { StandIn } from "./stand-in.ts";

/** A property whose function has a stand-in. */
export class Place {
  readonly standIn: StandIn;
  readonly holder: object;
  readonly property: PropertyKey;
  /** The property as it was; `undefined` if the object inherited it. */
  private readonly before: PropertyDescriptor | undefined;

  constructor(
    holder: object,
    property: PropertyKey,
    standIn: StandIn,
    before: PropertyDescriptor | undefined,
  ) {
    this.holder = holder;
    this.property = property;
    this.standIn = standIn;
    this.before = before;
  }

  /** Whether the property still has the stand-in. */
  get isHeld(): boolean {
    const descriptor = Reflect.getOwnPropertyDescriptor(this.holder, this.property);
    return descriptor !== undefined && descriptor.value === this.standIn.stand;
  }

  remove(probe: Probe): boolean {
    const { holder, property, standIn, before } = this;
    standIn.remove(probe);
    try {
      if (!this.isHeld) return false;
      if (standIn.probes.length > 0) return true;
      if (before === undefined) return Reflect.deleteProperty(holder, property);
      return Reflect.defineProperty(holder, property, before);
    } catch {
      // A proxy threw.
      return false;
    }
  }
}
