import type { Worker } from "node:worker_threads";
import { isLease, type Lease } from "../config/leases.ts";
import { messageOf } from "../diagnostics/error-message.ts";
import { complain } from "../diagnostics/self-log.ts";
import { isWorker } from "../is-worker.ts";
import { CHANNEL, Channel, type Message } from "./channel.ts";
import type { InheritedState, Published } from "./environment-data.ts";
import { type AgreedFilter, isAgreedFilter, isNewer, NONE_AGREED } from "./filter-version.ts";
import type { Asked, Question } from "./question.ts";
import { Questions } from "./questions.ts";
import { Roster, type Seat } from "./roster.ts";

/** The runtime of a thread, as other threads use it. */
export interface Member {
  /** Adopts a filter that another thread has set for all. */
  adoptFilter(spec: string): void;
  /** Adopts a lease that another thread has made, or its end. */
  adoptLease(lease: Lease): void;
  /** All leases that this thread knows. */
  readonly leasesToTell: readonly Lease[];
  /** Answers a question of another thread, with something that can be cloned. */
  answer(question: Question): Promise<unknown>;
  /** Sends records to a client of the main thread's control socket. */
  startTapHere(order: unknown): void;
  stopTapHere(id: number): void;
  /** Reopens the paths of this thread's backends. */
  reopenHere(): void;
  /** The process is ending: writes everything, and from now on every record at once. */
  endHere(): void;
  /** Whether the operating system has everything that was logged. */
  readonly isSettled: boolean;
  /** State that workers of this thread inherit. */
  readonly inheritedState: InheritedState;
}

/**
 * Ties the runtime of a thread to those of other threads. A worker gets the configuration from its creator once, as
 * environment data. `setFilter` and `reopen` go to all threads over a channel. A roster in shared memory shows which
 * threads have records to write.
 *
 * A worker has it from its start, the main thread when it has something to hand down or to tell.
 */
export class Threads {
  readonly #member: Member;
  readonly #id: number;
  /** Whether `setFilter` and `reopen` are shared with other threads. */
  #isOpen = true;
  #agreed: AgreedFilter;
  readonly #channelName: string;
  #channel: Channel | undefined;
  /** The roster with the seats of this thread, and of the workers that it creates. */
  readonly #roster: Roster;
  readonly #seat: Seat | undefined;
  /** The main thread does not know the roster: it had none to hand down. */
  readonly #isStray: boolean;
  readonly #questions = new Questions();
  /** Rosters of workers that the main thread had none to hand down to. */
  readonly #strays: Roster[] = [];

  constructor(member: Member, inherited: Published | undefined, channelName: string = CHANNEL) {
    this.#member = member;
    this.#channelName = channelName;
    this.#id = process.getBuiltinModule("node:worker_threads").threadId;
    this.#agreed = inherited?.agreed ?? NONE_AGREED;
    this.#roster = new Roster(inherited?.roster);
    this.#isStray = isWorker && inherited === undefined;
    if (!isWorker) return;
    const seat = this.#roster.join(this.#id, inherited?.thread ?? 0);
    this.#seat = seat;
    process.once("exit", () => seat?.leave());
    this.#open();
  }

  /** State for a new worker. Never throws, or `new Worker()` would. */
  get published(): Published | undefined {
    const { buffer: roster } = this.#roster;
    try {
      return { ...this.#member.inheritedState, agreed: this.#agreed, thread: this.#id, roster };
    } catch (error) {
      complain("threads", messageOf(error));
      return undefined;
    }
  }

  /** This thread has created a worker, in this turn. */
  made(worker: Worker): void {
    const { threadId } = worker;
    worker.once("exit", () => {
      for (const roster of this.#rosters) roster.remove(threadId);
    });
    this.#open();
  }

  /** Shares `setFilter` and `reopen` with other threads, or stops sharing. */
  isolate(isIsolated: boolean): void {
    const wasOpen = this.#isOpen;
    this.#isOpen = !isIsolated;
    // Filters that were set meanwhile apply here, too, from now on.
    if (!wasOpen && !isIsolated) this.#greet();
  }

  /** This thread has set the filter. */
  tellFilter(spec: string): void {
    if (!this.#isOpen) return;
    this.#agreed = { spec, version: this.#agreed.version + 1, thread: this.#id };
    this.#open().post({ type: "filter", filter: this.#agreed });
  }

  /** This thread has made a lease, or has ended one. */
  tellLease(lease: Lease): void {
    if (this.#isOpen) this.#open().post({ type: "lease", lease });
  }

  /** A client of this thread wants records of the others. */
  tellTap(order: unknown): void {
    if (this.#isOpen) this.#open().post({ type: "tap", order });
  }

  tellTapEnd(id: number): void {
    if (this.#isOpen) this.#open().post({ type: "untap", id });
  }

  /** This thread has reopened its paths. */
  tellReopen(): void {
    if (this.#isOpen) this.#open().post({ type: "reopen" });
  }

  /** Asks all other threads of the roster, isolated ones too. */
  ask(question: Question): Promise<Asked> {
    const channel = this.#open();
    const from = this.#id;
    return this.#questions.ask(this.others, question.timeout, (id) =>
      channel.post({ type: "ask", id, from, question }),
    );
  }

  /** Ids of the other threads of the process that have a runtime. */
  get others(): readonly number[] {
    return this.#rosters.flatMap(({ threads }) => threads).filter((thread) => thread !== this.#id);
  }

  /** A turn with a record begins. */
  turnOpens(): void {
    if (this.#seat?.open() === true) this.#end(this.#seat);
  }

  /** The turn is over, and its records are with the backends. */
  turnEnds(): void {
    const seat = this.#seat;
    if (seat === undefined) return;
    if (seat.isAsked) this.#end(seat);
    else if (this.#member.isSettled) seat.settle();
  }

  /** This thread ends: asks the threads that it created to write their records. */
  endOthers(deadline: number): void {
    this.#channel?.drain();
    for (const roster of this.#rosters) {
      roster.end(this.#id, deadline, () => this.#open().post({ type: "end" }));
    }
  }

  get #rosters(): readonly Roster[] {
    return [this.#roster, ...this.#strays];
  }

  #open(): Channel {
    if (this.#channel !== undefined) return this.#channel;
    this.#channel = new Channel(this.#channelName, (message) => this.#hear(message));
    this.#greet();
    return this.#channel;
  }

  #greet(): void {
    const filter = this.#isOpen ? this.#agreed : NONE_AGREED;
    const leases = this.#isOpen ? this.#member.leasesToTell : [];
    const roster = this.#isStray ? this.#roster.buffer : undefined;
    this.#channel?.post({ type: "hello", filter, leases, roster, wantsRosters: !isWorker });
  }

  #hear(message: Message): void {
    switch (message.type) {
      case "hello":
        this.#hearRoster(message.roster);
        if (message.wantsRosters && this.#isStray) {
          this.#channel?.post({ type: "roster", roster: this.#roster.buffer });
        }
        this.#hearFilter(message.filter, true);
        this.#hearLeases(message.leases);
        break;
      case "roster":
        this.#hearRoster(message.roster);
        break;
      case "filter":
        this.#hearFilter(message.filter);
        break;
      case "lease":
        this.#hearLease(message.lease);
        break;
      case "tap":
        if (this.#isOpen) this.#member.startTapHere(message.order);
        break;
      case "untap":
        this.#member.stopTapHere(message.id);
        break;
      case "ask":
        this.#answer(message.id, message.from, message.question);
        break;
      case "answer":
        if (message.to === this.#id) this.#questions.take(message.id, message.answered);
        break;
      case "reopen":
        if (this.#isOpen) this.#member.reopenHere();
        break;
      case "end":
        if (this.#seat?.isAsked) this.#end(this.#seat);
        break;
    }
  }

  async #answer(id: number, to: number, question: Question): Promise<void> {
    try {
      const answer = await this.#member.answer(question);
      const answered = { thread: this.#id, answer };
      this.#channel?.post({ type: "answer", id, to, answered });
    } catch (error) {
      complain("threads", messageOf(error));
    }
  }

  #hearFilter(filter: AgreedFilter, isGreeting = false): void {
    if (!this.#isOpen || !isAgreedFilter(filter)) return;
    if (isNewer(filter, this.#agreed)) {
      this.#agreed = filter;
      this.#member.adoptFilter(filter.spec);
    } else if (isGreeting && isNewer(this.#agreed, filter)) {
      this.#channel?.post({ type: "filter", filter: this.#agreed });
    }
  }

  #hearLease(lease: Lease): void {
    if (this.#isOpen && isLease(lease)) this.#member.adoptLease(lease);
  }

  /** A thread that begins to listen has said which leases it knows, and gets the others. */
  #hearLeases(theirs: unknown): void {
    if (!this.#isOpen || !Array.isArray(theirs)) return;
    for (const lease of theirs) this.#hearLease(lease);
    const known = new Map(theirs.filter(isLease).map((lease) => [lease.id, lease]));
    for (const lease of this.#member.leasesToTell) {
      const { version, thread } = known.get(lease.id) ?? {};
      if (version !== lease.version || thread !== lease.thread) this.tellLease(lease);
    }
  }

  #hearRoster(buffer: SharedArrayBuffer | undefined): void {
    if (!isWorker && isSharedArrayBuffer(buffer)) this.#strays.push(new Roster(buffer));
  }

  #end(seat: Seat): void {
    this.#member.endHere();
    seat.end();
  }
}

/** Also matches those of other realms, such as that of a test runner. */
function isSharedArrayBuffer(value: unknown): value is SharedArrayBuffer {
  return Object.prototype.toString.call(value) === "[object SharedArrayBuffer]";
}
