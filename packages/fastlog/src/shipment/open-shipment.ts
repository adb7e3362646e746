import type { Backend } from "../backend/backend.ts";
import { Troubles } from "../backend/trouble.ts";
import { openBackend } from "../backend/url.ts";
import type { Losses } from "../batch/losses.ts";
import { formatNamed } from "../config/environment.ts";
import { settingsOf } from "../config/settings.ts";
import { sinkSettings } from "../config/sink-plan.ts";
import type { Format } from "../encode/format/format.ts";
import { LEVELS } from "../level.ts";
import type { Settings } from "../sink/settings.ts";
import { Sink, type SinkSettings } from "../sink/sink.ts";
import { LinePacker } from "./line-packer.ts";
import type { Packer, Parcel } from "./packer.ts";
import { RecordPacker } from "./record-packer.ts";
import type { Shipment, ShipmentCounts, ShipmentOptions, ShippedLine } from "./shipped.ts";

/** In milliseconds: how long a backend has for the rest after a signal. */
const EXIT_TIMEOUT = 1000;

/**
 * Opens the backend that lines are shipped to.
 *
 * @throws FastlogError if the URL names none, if it cannot be opened, or if it does not take the format.
 */
export function openShipment(options: ShipmentOptions): Shipment {
  const { longest } = options;
  // The format is checked where it is compiled.
  const format = formatNamed(options.format) as Format | undefined;
  const settings = settingsOf({
    ...{ trace: false, maxRecord: longest, exitTimeout: EXIT_TIMEOUT },
    ...(format === undefined ? {} : { format }),
  });
  const backend = openKept(options.url);
  try {
    const entry = format === undefined ? { backend } : { backend, format };
    return new OpenShipment(backend, settings, sinkSettings(entry, backend, settings), options);
  } catch (error) {
    backend.close().catch(() => {});
    throw error;
  }
}

/**
 * Opens a backend. One that can send again what a broken connection may have lost does so, unless the URL says otherwise.
 */
function openKept(url: string): Backend {
  const backend = openBackend(url);
  if (!/^(?:tcp|tls|unix):/.test(url) || /[?&]delivery=/.test(url)) return backend;
  // Opened as it is first, because errors quote the URL. It does not connect before it is started.
  backend.close().catch(() => {});
  return openBackend(`${url}${url.includes("?") ? "&" : "?"}delivery=at-least-once`);
}

/** Delivers lines to a backend, and drops none because it is slow. */
class OpenShipment implements Shipment {
  readonly wantsContent: boolean;
  readonly #backend: Backend;
  readonly #sink: Sink;
  readonly #packer: Packer;
  /** Lines that were taken and have no room yet. */
  #waiting: Parcel[] = [];

  constructor(
    backend: Backend,
    settings: Settings,
    own: SinkSettings,
    { format, say }: ShipmentOptions,
  ) {
    const { report } = new Troubles(undefined, (name, message) => say(`${name} ${message}`));
    const { tag } = settings.identity;
    this.#backend = backend;
    this.#sink = new Sink(backend, own, { exitTimeout: EXIT_TIMEOUT, tag, report });
    const { batch } = this.#sink;
    const isOtlp = backend.otlpRecords !== undefined;
    this.wantsContent = isOtlp || format !== undefined;
    this.#packer = this.wantsContent
      ? new RecordPacker(batch, settings, own, isOtlp)
      : new LinePacker(batch, own.maxRecord);
  }

  get counts(): ShipmentCounts {
    const { records: delivered, dropped } = this.#sink.batch.counters;
    return { delivered, dropped, uncertain: this.#backend.counters?.().uncertain ?? 0 };
  }

  get losses(): Losses["byReason"] {
    return this.#sink.batch.losses.byReason;
  }

  get isGone(): boolean {
    const { state = "open" } = this.#backend.counters?.() ?? {};
    return state === "gone" || state === "closed";
  }

  take(line: ShippedLine): void {
    const parcel = this.#packer.pack(line);
    if (this.#waiting.length === 0 && this.#hasRoom(parcel)) parcel.write();
    else this.#waiting.push(parcel);
  }

  refuse(): void {
    this.#sink.batch.drop(LEVELS.info, "refused");
  }

  fill(): boolean {
    let done = 0;
    for (const parcel of this.#waiting) {
      if (!this.#hasRoom(parcel)) break;
      parcel.write();
      done++;
    }
    if (done > 0) this.#waiting = this.#waiting.slice(done);
    this.#sink.batch.sealNow();
    return this.#waiting.length === 0;
  }

  async end(wait: number | undefined): Promise<void> {
    const { batch } = this.#sink;
    this.fill();
    for (const { level } of this.#waiting.splice(0)) {
      batch.drop(level, this.isGone ? "gone" : "closed");
    }
    if (wait !== undefined && !this.isGone) {
      // All lines that are left are dropped, and counted.
      await this.#backend.flush(wait).catch(() => {});
    }
    await this.#sink.close();
  }

  /** Whether a line has room in a chunk, of which there is one more as long as the buffer is not full. */
  #hasRoom({ level, size }: Parcel): boolean {
    const { batch } = this.#sink;
    const has = () => {
      const chunk = batch.open(level);
      return chunk !== undefined && chunk.capacity - chunk.end >= size;
    };
    if (has()) return true;
    batch.sealNow();
    return has();
  }
}
