/** Sizes of a slot. */
interface Sized {
  readonly capacity: number;
  readonly entries: number;
}

/** Slots that no chunk uses, for the next chunks of their size. */
export class Spares<T extends Sized> {
  #slots: T[] = [];

  add(slot: T): void {
    this.#slots.push(slot);
  }

  take(capacity: number, entries: number): T | undefined {
    const index = this.#slots.findIndex(
      (slot) => slot.capacity === capacity && slot.entries === entries,
    );
    return index < 0 ? undefined : this.#slots.splice(index, 1)[0];
  }
}
