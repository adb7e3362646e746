import { Troubles } from "../backend/trouble.ts";
import type { Surroundings } from "../batch/surroundings.ts";
import { Turn } from "../batch/turn.ts";
import { BesideLog } from "../call/beside-log.ts";
import type { Callee } from "../call/call-site.ts";
import { Dispatcher } from "../call/dispatcher.ts";
import type { Gates } from "../call/gate.ts";
import { type CreatedLevels, createdLevels } from "../call/levelled-logger.ts";
import type { EventFunction, Logger } from "../call/logger.ts";
import { loggerTarget } from "../call/logger-target.ts";
import { makeEvent, makeLogger } from "../call/make-logger.ts";
import { addLevels, isMember } from "../call/own-functions.ts";
import { OwnWork } from "../call/own-work.ts";
import type { Fields } from "../call/signatures.ts";
import { type CallSite, makeSite } from "../call/site.ts";
import { type Capture, captureBy } from "../capture/capture.ts";
import { ActiveFilter } from "../config/active-filter.ts";
import { checkOptions } from "../config/checks.ts";
import { Configuration } from "../config/configuration.ts";
import { type ContextOptions, type ContextPlan, contextPlan } from "../config/context-options.ts";
import type { Environment } from "../config/environment.ts";
import { formatOf } from "../config/format.ts";
import { adoptLease, dropLease, type FilterTime, replaceFilter } from "../config/lease-changes.ts";
import type { Lease, Leases } from "../config/leases.ts";
import { checkLevels, type LevelDefinitions } from "../config/level-definitions.ts";
import type { Options } from "../config/options.ts";
import { type RecorderOptions, recorderPlan } from "../config/recorder-option.ts";
import { settingsOf } from "../config/settings.ts";
import type { SignalOptions } from "../config/signal-options.ts";
import { backendsIn } from "../config/sink-plan.ts";
import { ControlSwitch } from "../control/control-switch.ts";
import type { Controlled } from "../control/controlled.ts";
import { DUMP } from "../control/questions.ts";
import type { TapOrder } from "../control/tail/tap-order.ts";
import { Taps } from "../control/tail/taps.ts";
import { answerOf } from "../control/thread-report.ts";
import { show } from "../diagnostics/show.ts";
import { FastlogError } from "../errors.ts";
import { typedEvent } from "../event/event.ts";
import type { EventSchema } from "../event/schema.ts";
import { type Context, Contexts, type ServedRequest } from "../fields/async-context.ts";
import {
  Bindings,
  checkFields,
  joined,
  readFields,
  takeFields,
  takeOwnFields,
} from "../fields/bindings.ts";
import { parseFilter } from "../filter/filter.ts";
import { strictFilter } from "../filter/filter-option.ts";
import { isWorker } from "../is-worker.ts";
import { exactLevelNumber, levelNames, type RecordLevel } from "../level.ts";
import { OWN_LEVELS } from "../own-levels.ts";
import type { OpenedContext } from "../recorder/context-recording.ts";
import { runRecorded } from "../recorder/recorded-context.ts";
import { Recorder } from "../recorder/recorder.ts";
import { openShipment } from "../shipment/open-shipment.ts";
import type { Shipment, ShipmentOptions } from "../shipment/shipped.ts";
import { reportUndelivered } from "../sink/exit-report.ts";
import { writeNotice } from "../sink/notice.ts";
import type { Pipeline } from "../sink/pipeline.ts";
import type { Stats } from "../sink/stats.ts";
import { needStack } from "../stack.ts";
import {
  type InheritedState,
  type Published,
  publishInheritedState,
  readInheritedState,
} from "../threads/environment-data.ts";
import type { Asked, Question } from "../threads/question.ts";
import type { Member, Threads } from "../threads/threads.ts";
import { Clock } from "../time/clock.ts";
import { uptime } from "../time/system-time.ts";
import { setImmediate } from "../time/timers.ts";
import { type Ending, endsByException, onExit, watchExit } from "./exit.ts";
import { Pipelines } from "./pipelines.ts";
import { onSignals } from "./signals.ts";
import { type BoxChange, ThreadBox } from "./thread-box.ts";
import { ThreadLimits } from "./thread-limits.ts";

const NO_FIELDS: Readonly<Record<string, unknown>> = Object.freeze({});

/**
 * Everything that one thread has: filter, gates, clock and pipeline. It works without a call of `configure()`: the first
 * record opens the backend.
 */
export class Runtime implements Ending, Member, Controlled {
  /** The logger whose targets are the calling modules. */
  readonly plain: Logger;

  readonly #configuration: Configuration;
  /** Joins the threads of the process, when there is something to tell them; `undefined` for an isolated runtime. */
  readonly #join: (() => Threads) | undefined;
  #threads: Threads | undefined;
  #isPublished = false;
  readonly #filter: ActiveFilter;
  readonly #clock = new Clock();
  readonly contexts: Contexts = new Contexts();
  /** For tracepoints around functions that fastlog calls, too. */
  readonly ownWork: OwnWork = new OwnWork();
  /** Surroundings of the program's code that delivers records: set by bridges. */
  readonly surroundings: Surroundings = { run: undefined };
  readonly #turn: Turn;
  readonly #dispatcher: Dispatcher;
  readonly #troubles = new Troubles();
  #stopSignals: (() => void) | undefined;
  readonly #pipelines: Pipelines;
  #control: ControlSwitch | undefined;
  #beside: BesideLog | undefined;
  #taps: Taps | undefined;
  #isControlForced = false;
  /** Made with the first limit. */
  #limits: ThreadLimits | undefined;
  /** Made with the first recorder, or the first context that asks for one. */
  #recorderSoFar: Recorder | undefined;
  /** Made with the first recorder that has a file. */
  #box: ThreadBox | undefined;

  /** Without `join`, the runtime is isolated from other threads. */
  constructor(
    environment: Environment,
    join?: (member: Member, inherited: Published | undefined) => Threads,
  ) {
    const isMember = join !== undefined;
    const inheritedState = isMember && isWorker ? readInheritedState() : undefined;
    // Before the filter and the formats, which name them. Most programs have none.
    if (inheritedState?.levels?.length) addLevels(inheritedState.levels);
    this.#troubles.surroundings = this.surroundings;
    this.#configuration = new Configuration(environment, inheritedState);
    this.#filter = new ActiveFilter(environment.LOG ?? "", inheritedState);
    const { format } = this.#configuration.with({});
    for (const lease of inheritedState?.leases ?? []) adoptLease(this, lease);
    // Set before the first record, whose target may be needed.
    if (format !== undefined) this.#filter.gates.demands = formatOf(format);
    this.#turn = new Turn(
      this.#clock,
      () => {
        this.#dispatcher.recover();
        this.ownWork.do(() => this.#dispatcher.pipeline?.seal());
        this.#box?.turnEnds();
        this.#threads?.turnEnds();
      },
      () => {
        watchExit();
        this.#threads?.turnOpens();
      },
    );
    this.#dispatcher = new Dispatcher(
      this.#filter.gates,
      this.#turn,
      () => this.#openFirst(),
      () => this.#limited().limiter,
    );
    this.#filter.onUse = () => this.#limit();
    this.#limit();
    this.#pipelines = new Pipelines({
      configuration: this.#configuration,
      filter: this.#filter,
      dispatcher: this.#dispatcher,
      turn: this.#turn,
      clock: this.#clock,
      contexts: this.contexts,
      troubles: this.#troubles,
      onFirst: ({ identity }) => {
        this.#configuration.tellMissing(identity.tag);
        if (!isWorker) this.#filter.tellUnread(environment.LOG_LEVEL);
      },
    });
    this.#record();
    const options = this.#configuration.with({});
    this.#boxFor(options)?.open(options);
    this.plain = makeLogger(this.#dispatcher, this.#filter.gates.plain);
    // At once, because the first record may be logged by a listener of these events.
    onExit(this);
    this.#join = isMember ? () => join(this, inheritedState) : undefined;
    if (isMember) {
      process.on("worker", (worker) => {
        this.#publish();
        this.#others?.made(worker);
        this.#box?.watch(worker);
      });
    }
    if (isMember && !isWorker && environment.LOG_CONTROL) this.#obey(environment.LOG_CONTROL);
    if (isMember && isWorker) {
      this.#publish();
      this.#threads = join(this, inheritedState);
    }
  }

  /** Takes the records of bridges and tracepoints. */
  get dispatcher(): Dispatcher {
    return this.#dispatcher;
  }

  /** The gates of this thread, for bridges and tracepoints. */
  get gates(): Gates {
    return this.#filter.gates;
  }

  /** All that takes records beside the log. Made when something does. */
  get beside(): BesideLog {
    this.#beside ??= new BesideLog(this);
    return this.#beside;
  }

  /** Applies the limits of the filter and the options. Most programs have none. */
  #limit(): void {
    const { limit = false, sample = false } = this.#configuration.with({});
    const isLimited = limit !== false || sample !== false || this.#filter.gates.filter.hasLimits;
    if (isLimited || this.#limits !== undefined) this.#limited().renew();
  }

  #limited(): ThreadLimits {
    if (this.#limits !== undefined) return this.#limits;
    this.#limits = new ThreadLimits({
      configuration: this.#configuration,
      filter: this.#filter,
      dispatcher: this.#dispatcher,
      turn: this.#turn,
      clock: this.#clock,
      contexts: this.contexts,
    });
    this.#dispatcher.limits = this.#limits.limiter;
    this.#limits.renew();
    return this.#limits;
  }

  /** Applies the option `recorder`. Most programs have none. */
  #record(): void {
    const { recorder = false } = this.#configuration.with({});
    if (recorder !== false || this.#recorderSoFar !== undefined) {
      this.#recorder.configure(recorderPlan(recorder));
    }
  }

  /** The black box, if options ask for one, or there is one. Most programs have none. */
  #boxFor({ recorder }: Options): ThreadBox | undefined {
    const { file } = (recorder ?? {}) as RecorderOptions;
    if (file === undefined && this.#box === undefined) return undefined;
    this.#box ??= new ThreadBox(this, this.#turn, this.#pipelines, this.#recorder);
    return this.#box;
  }

  get #recorder(): Recorder {
    if (this.#recorderSoFar !== undefined) return this.#recorderSoFar;
    const recorder = new Recorder({
      gates: this.#filter.gates,
      dispatcher: this.#dispatcher,
      turn: this.#turn,
      clock: this.#clock,
      contexts: this.contexts,
      dumpOthers: (on) => void this.ask({ what: DUMP, timeout: 1000, change: on }),
    });
    this.#recorderSoFar = recorder;
    this.#pipelines.tellRecorder(recorder);
    return recorder;
  }

  /** A logger of a target: a name, or `import.meta` for that of the module. `asked` is the function that was called. */
  logger(target: string | { readonly url: string }, asked: Callee = this.logger): Logger {
    return makeLogger(this.#dispatcher, this.#filter.gates.named(loggerTarget(target, asked)));
  }

  /** The object of a place in the source, which log functions take in place of the message. */
  site(
    template: string | undefined,
    target: string,
    file: string,
    line: number,
    column: number,
  ): CallSite {
    return makeSite(template, target, file, line, column, this.#filter.gates);
  }

  /** Defines levels, or throws and changes nothing. */
  createLevels<Name extends string>(definitions: LevelDefinitions<Name>): CreatedLevels<Name> {
    needStack();
    const levels = checkLevels(definitions, (name) => isMember(this.plain, name));
    if (addLevels(levels)) this.#useLevels();
    const names = levels.map(({ name }) => name as string as Name);
    return createdLevels(names, this.plain, (target, asked) => this.logger(target, asked));
  }

  /** There are more levels: reads the filters again, and makes encoders for them. */
  #useLevels(): void {
    this.#filter.reread();
    this.#record();
    const options = this.#configuration.with({});
    const settings = settingsOf(options);
    const { planned } = this.#pipelines;
    if (planned !== undefined) {
      this.#pipelines.replace(this.#configuration.changed(planned, options, settings), settings);
    } else {
      this.#pipelines.renewDiversions();
    }
    this.#publish();
  }

  /** Makes the function of a typed event. */
  defineEvent(level: RecordLevel, message: string, schema: EventSchema): EventFunction {
    const number = exactLevelNumber(level);
    if (number === undefined) {
      throw new FastlogError(
        "ERR_FASTLOG_INVALID_LEVEL",
        `unknown level ${show(level)} (expected ${levelNames()})`,
      );
    }
    return makeEvent(this.plain, number, typedEvent(message, schema));
  }

  /** Adds fields to every record that is logged inside of a function, across its awaits. */
  withContext<T>(fields: Fields, action: () => T, options?: ContextOptions): T {
    if (typeof action !== "function") {
      throw new FastlogError(
        "ERR_FASTLOG_INVALID_OPTION",
        `invalid function ${show(action)} of withContext() (expected a function behind the fields)`,
      );
    }
    const outer = this.contexts.current;
    const context = this.#contextIn(outer, fields, outer?.request);
    if (options === undefined) return this.contexts.run(context, action);
    const plan = contextPlan(options);
    return runRecorded(this.#recorder, this.contexts, context, plan, action);
  }

  /** Checks options of a context. Throws as {@link withContext}. */
  contextPlan(options: ContextOptions): ContextPlan {
    return contextPlan(options);
  }

  /** Begins what a context is to let pass or to keep, beyond that of the one around it. */
  beginRecording(plan: ContextPlan, context: Context): void {
    const around = context.recording as OpenedContext | undefined;
    context.recording = this.#recorder.begin(plan, around);
  }

  /** Ends it. */
  endRecording({ recording }: Context): void {
    if (recording !== undefined) this.#recorder.end(recording as OpenedContext);
  }

  /** Writes what the recorder keeps of the present context; `false` if that has no ring. */
  keepRecords(): boolean {
    return this.#recorderSoFar?.keep() ?? false;
  }

  /** Writes what the recorder of this thread keeps. Returns the number of records. */
  dumpRecorder(on = "dumpRecorder"): number {
    return this.#recorderSoFar?.dump(on) ?? 0;
  }

  /** The context of a request that `fastlog/http` serves. */
  requestContext(fields: Readonly<Record<string, unknown>>, request: ServedRequest): Context {
    const { outer } = request;
    if (outer !== undefined) return this.#contextIn(outer, fields, request);
    // The fields are the caller's own object, and need no copy.
    return {
      fields,
      bindings: new Bindings(takeOwnFields(fields, this.#dispatcher.sanitizer)),
      request,
      recording: undefined,
    };
  }

  #contextIn(outer: Context | undefined, fields: Fields, request?: ServedRequest): Context {
    const { sanitizer } = this.#dispatcher;
    const given = readFields(checkFields(fields, sanitizer), sanitizer);
    const taken = takeFields(given, sanitizer);
    const context = {
      fields: joined(outer?.fields ?? NO_FIELDS, given),
      bindings: outer === undefined ? new Bindings(taken) : outer.bindings.with(taken),
      request,
      recording: outer?.recording,
    };
    if (outer !== undefined) this.#limits?.limiter.inherit(outer, context);
    return context;
  }

  /** The fields of the present context. */
  get context(): Readonly<Record<string, unknown>> {
    const { current } = this.contexts;
    return current === undefined ? NO_FIELDS : Object.freeze(current.fields);
  }

  /** Opens the control socket as `LOG_CONTROL` says; on a signal only, if it says so. */
  #obey(value: string): void {
    this.#isControlForced = true;
    if (value === "SIGUSR2") process.on(value, () => this.#controls.openForATime());
    else setImmediate(() => this.#controls.obey(value)).unref();
  }

  get #controls(): ControlSwitch {
    this.#control ??= new ControlSwitch(this);
    return this.#control;
  }

  /** Applies options, or throws and changes nothing. */
  configure(given: Options): void {
    needStack();
    const checked = checkOptions(given);
    // Workers have no socket: that of the main thread speaks for all threads.
    const isSwitched = checked.control !== undefined && !isWorker && !this.#isControlForced;
    const control = isSwitched ? this.#controls.prepare(checked.control) : undefined;
    let box: BoxChange | undefined;
    try {
      if (checked.recorder !== undefined) {
        const options = this.#configuration.with(checked);
        box = this.#boxFor(options)?.prepare(options);
      }
      this.#apply(checked);
    } catch (error) {
      control?.undo();
      box?.undo();
      throw error;
    }
    control?.commit();
    box?.commit();
    this.#box?.tellLeft();
  }

  #apply(checked: Options): void {
    const filter = checked.filter === undefined ? undefined : strictFilter(checked.filter);
    const options = this.#configuration.with(checked);
    const settings = settingsOf(options);
    const before = this.#pipelines.planned;
    const planned =
      before !== undefined && this.#configuration.keepsBackends(checked)
        ? this.#configuration.changed(before, options, settings)
        : this.#configuration.plan(options, settings);

    this.#configuration.take(checked);
    if (filter !== undefined) this.#filter.configure(filter);
    if (checked.signals !== undefined) this.#watchSignals(checked.signals);
    if (checked.onBackendError !== undefined) this.#troubles.hook = checked.onBackendError;
    this.#record();
    this.#pipelines.replace(planned, settings);
    this.#limit();
    // `LOG_BACKEND` replaces backends of the program, and nobody else would close them.
    this.#pipelines.closeUnplanned(backendsIn(checked.backend), planned);
    if (checked.isolated !== undefined) this.#others?.isolate(checked.isolated);
    this.#publish();
  }

  /** Changes the filter of all threads, in place of `LOG`, or throws and changes nothing; with `options`, for a time. */
  setFilter(spec: string, options?: FilterTime): void {
    needStack();
    if (options !== undefined) {
      replaceFilter(this, spec, options);
      return;
    }
    this.#filter.set(strictFilter(spec));
    this.#others?.tellFilter(spec);
    if (this.#filter.leasesSoFar?.replaces === true) dropLease(this);
  }

  /** The options in effect. */
  get options(): Options {
    return this.#configuration.with({});
  }

  get otherThreads(): readonly number[] {
    return this.#others?.others ?? [];
  }

  startTap(order: TapOrder): void {
    this.startTapHere(order);
    this.#others?.tellTap(order);
  }

  stopTap(id: number): void {
    this.stopTapHere(id);
    this.#others?.tellTapEnd(id);
  }

  startTapHere(order: unknown): void {
    this.#taps ??= new Taps(this);
    this.#taps.start(order);
  }

  stopTapHere(id: number): void {
    this.#taps?.stop(id);
  }

  ask(question: Question): Promise<Asked> {
    return this.#others?.ask(question) ?? Promise.resolve({ answers: [], silent: [] });
  }

  answer(question: Question): Promise<unknown> {
    return answerOf(this, question);
  }

  get leases(): Leases {
    return this.#filter.leases;
  }

  get filter(): string {
    return this.#filter.handedDown.filter;
  }

  adoptLease(lease: Lease): void {
    adoptLease(this, lease);
  }

  tell(lease: Lease): void {
    this.#others?.tellLease(lease);
  }

  get leasesToTell(): readonly Lease[] {
    return this.#filter.leasesSoFar?.all ?? [];
  }

  /** Logs a record of fastlog itself, which no filter holds back. */
  notice(message: string, fields: Readonly<Record<string, string>>): void {
    const pipeline = this.#dispatcher.pipeline ?? this.#openFirst();
    if (pipeline !== undefined) writeNotice(pipeline, this.#turn, message, fields);
  }

  adoptFilter(spec: string): void {
    this.#filter.set(parseFilter(spec).filter);
  }

  /** Lets new workers of this thread inherit its state. */
  #publish(): void {
    if (this.#isPublished || this.#join === undefined) return;
    this.#isPublished = true;
    publishInheritedState(() => this.#others?.published);
  }

  get #others(): Threads | undefined {
    this.#threads ??= this.#join?.();
    return this.#threads;
  }

  get inheritedState(): InheritedState {
    const levels = OWN_LEVELS.list;
    const leases = this.leasesToTell;
    return { ...this.#configuration.handedDown, ...this.#filter.handedDown, levels, leases };
  }

  async flush(timeout?: number): Promise<void> {
    needStack();
    await this.#pipelines.flush(timeout);
  }

  flushSync(): void {
    this.ownWork.do(() => this.#pipelines.flushSync());
  }

  /** Reopens the paths of the backends, in all threads. */
  reopen(): void {
    needStack();
    this.reopenHere();
    this.#others?.tellReopen();
  }

  reopenHere(): void {
    this.#pipelines.reopen();
  }

  async close(): Promise<void> {
    needStack();
    this.#limits?.limiter.tell();
    await this.#pipelines.close();
  }

  stats(): Stats {
    return this.#pipelines.stats(this.#recorderSoFar?.stats);
  }

  /** The process is ending: writes everything, and from now on every record at once. */
  end(isLast: boolean): void {
    this.#turn.ending = true;
    this.#filter.tellDoubts();
    this.#limits?.limiter.tell(isLast);
    const deadline = isLast ? uptime() + this.#pipelines.exitTimeout : undefined;
    if (deadline !== undefined) this.#threads?.endOthers(deadline);
    this.ownWork.do(() => this.#pipelines.end(deadline));
    if (!isLast) return;
    this.#control?.close();
    this.#box?.end(!endsByException());
  }

  endHere(): void {
    this.end(true);
    this.reportLeft();
  }

  get isSettled(): boolean {
    if (this.#turn.open || this.#limits?.limiter.isHolding === true) return false;
    return this.#pipelines.sinks.every(({ batch, repeats }) => {
      return batch.buffered === 0 && repeats?.isHolding !== true;
    });
  }

  unwatched(): void {
    this.flushSync();
    // The next record checks the exit listeners.
    this.#turn.open = false;
  }

  resume(): void {
    this.#turn.ending = false;
    this.#pipelines.resume();
  }

  reportLeft(): void {
    for (const sink of this.#pipelines.sinks) reportUndelivered(sink);
  }

  /** Captures everything that is logged, until it is restored. */
  capture(options: Options): Capture {
    needStack();
    // Records that were held back before belong to the log, and not to the captured records.
    this.#limits?.limiter.tell();
    return captureBy((...diverted) => this.#pipelines.divert(...diverted), options);
  }

  /** Opens a destination for the lines of `fastlog ship`, apart from the records of this process. */
  openShipment(options: ShipmentOptions): Shipment {
    return openShipment(options);
  }

  /** The pipeline of the first record; `undefined` after `close()`. */
  #openFirst(): Pipeline | undefined {
    if (this.#pipelines.isClosed) return undefined;
    const options = this.#configuration.with({});
    const settings = settingsOf(options);
    this.#pipelines.open(this.#configuration.plan(options, settings), settings);
    this.#publish();
    return this.#dispatcher.pipeline;
  }

  #watchSignals(option: boolean | SignalOptions): void {
    // Workers get no signals: the main thread handles them.
    if (isWorker) return;
    this.#stopSignals?.();
    this.#stopSignals = onSignals(this, option);
  }
}
