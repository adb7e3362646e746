import { setTimeout } from "../../time/timers.ts";
import type { Client } from "../command.ts";
import type { Controlled } from "../controlled.ts";
import { now } from "./now.ts";
import { Rate } from "./rate.ts";
import { Ring, type RingContent } from "./ring.ts";
import type { TapOrder } from "./tap-order.ts";

/** Time between two looks at the rings, in milliseconds. */
const PAUSE = 20;

/** Looks between two checks for new threads. */
const CHECK_EVERY = 25;

/** Bytes that may wait for a client before lines are dropped. */
const MOST_WAITING = 1_048_576;

/** The reason for which a tail has ended. */
type Ending = "time" | "count" | "stop";

/** The request of a client: an order without its rings, and the limits of the whole. */
export interface TailPlan extends Omit<TapOrder, "id" | "rings"> {
  /** Most records. */
  readonly max: number;
  /** The only thread whose records are sent; `undefined` for all. */
  readonly thread: number | undefined;
}

let last = 0;

/** Records of all threads on their way to a client, until the time is over, there were enough, or the client is gone. */
export class Tail {
  readonly #of: Controlled;
  readonly #client: Client;
  readonly #plan: TailPlan;
  readonly #id = ++last;
  readonly #rings = new Map<number, Ring>();
  readonly #rate: Rate;
  readonly #onEnd: () => void;
  #sent = 0;
  /** Dropped lines, and how many of them the client was told of. */
  #dropped = 0;
  #told = 0;
  #looks = 0;
  #isOver = false;

  /** `onEnd` is called when the client was told that it is over. */
  constructor(of: Controlled, client: Client, plan: TailPlan, onEnd: () => void) {
    this.#of = of;
    this.#client = client;
    this.#plan = plan;
    this.#rate = new Rate(plan.rate);
    this.#onEnd = onEnd;
    this.#tap();
    this.#wait();
  }

  /** Ends it, and tells the client. */
  end(ending: Ending = "stop"): void {
    if (this.#isOver) return;
    this.#forward();
    this.cancel();
    this.#say({ ended: ending, records: this.#sent, dropped: this.#dropped });
    this.#onEnd();
  }

  /** Ends it: the client is gone. */
  cancel(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const ring of this.#rings.values()) ring.close();
    this.#of.stopTap(this.#id);
  }

  /** Taps the threads that are not yet tapped. */
  #tap(): void {
    const { thread, max: _, ...order } = this.#plan;
    const all = [0, ...this.#of.otherThreads];
    const wanted = thread === undefined ? all : all.filter((id) => id === thread);
    const fresh = wanted.filter((id) => !this.#rings.has(id));
    if (fresh.length === 0) return;
    const rings = fresh.map((id) => [id, new Ring()] as const);
    for (const [id, ring] of rings) this.#rings.set(id, ring);
    const buffers = Object.fromEntries(rings.map(([id, { buffer }]) => [id, buffer]));
    this.#of.startTap({ ...order, id: this.#id, rings: buffers });
  }

  #wait(): void {
    setTimeout(() => this.#look(), PAUSE).unref();
  }

  #look(): void {
    if (this.#isOver) return;
    // The clock is read before the rings, so that they have every record that was logged in time.
    const isOver = now() >= this.#plan.until;
    this.#forward();
    if (isOver) this.end("time");
    else if (this.#sent >= this.#plan.max) this.end("count");
    if (this.#isOver) return;
    if (++this.#looks % CHECK_EVERY === 0) this.#tap();
    this.#wait();
  }

  /** Sends the records that have come, as far as the limits and the client let it. */
  #forward(): void {
    for (const ring of this.#rings.values()) {
      this.#dropped += ring.takeDropped();
      this.#sendRecords(ring.read());
    }
    if (this.#dropped === this.#told || this.#client.waiting > MOST_WAITING) return;
    this.#say({ dropped: this.#dropped - this.#told });
    this.#told = this.#dropped;
  }

  #sendRecords({ bytes, ends }: RingContent): void {
    const time = now();
    let from = 0;
    let to = 0;
    const send = () => {
      if (to > from) this.#client.send(bytes.subarray(from, to));
    };
    for (const end of ends) {
      if (this.#sent >= this.#plan.max) break;
      const isFull = this.#client.waiting + (end - from) > MOST_WAITING;
      if (!isFull && this.#rate.admits(time)) {
        this.#sent++;
      } else {
        this.#dropped++;
        send();
        from = end;
      }
      to = end;
    }
    send();
  }

  #say(told: object): void {
    this.#client.send(`${JSON.stringify({ fastlog: told })}\n`);
  }
}
