import type { Callee } from "../call/call-site.ts";
import type { BridgedCalls } from "./bridged-calls.ts";
import { ConsoleChannels, PUBLISHED } from "./console-channels.ts";
import { assertContent, dirContent, tableContent, traceContent } from "./console-content.ts";
import { ConsoleGroups } from "./console-groups.ts";
import type { ConsoleMethod } from "./console-levels.ts";
import { ConsoleTimers } from "./console-timers.ts";
import { type Content, contentOf, plainText } from "./content.ts";
import type { ConsoleSettings } from "./options.ts";
import { needReplaceable, Replacements, syncExports } from "./replacements.ts";

const STATEFUL = ["count", "timeLog", "timeEnd", "group", "groupCollapsed"] as const;
const OTHERS = ["trace", "dir", "dirxml", "table", "assert", "time", "groupEnd"] as const;

type Method = (typeof PUBLISHED | typeof STATEFUL | typeof OTHERS)[number];
/** Methods that a bridge replaces. */
const METHODS: readonly Method[] = [...PUBLISHED, ...STATEFUL, ...OTHERS];

/** The methods of `console` as they were before the bridge. */
export type OriginalConsole = Readonly<Pick<Console, Method>>;

type Args = readonly unknown[];
type Function = (...args: Args) => unknown;
type ToContent = (args: Args, hasFields: boolean, below: Callee) => Content;

/** A call of `count`, `timeEnd` and the like, for which the original method calls `console.log`. */
interface Labelled {
  readonly level: number;
  /** The method that the program called. */
  readonly below: Callee;
  /** Further fields, from the arguments of `console.log`. */
  readonly fields: (args: Args) => object | undefined;
}

/**
 * Replaces the methods of a console. Those with a state of their own (counters, timers, groups) call the original, which
 * keeps the state and prints by `console.log`.
 */
export class ConsoleBridge {
  private readonly calls: BridgedCalls;
  private readonly replacements = new Replacements();
  private readonly timers = new ConsoleTimers();
  private groups = new ConsoleGroups();
  private settings: ConsoleSettings | undefined;
  private console: Console = globalThis.console;
  private originals: OriginalConsole | undefined;
  private labelled: Labelled | undefined;
  private readonly channels: ConsoleChannels;

  constructor(calls: BridgedCalls) {
    this.calls = calls;
    this.channels = new ConsoleChannels((name, args, below) => {
      if (!calls.guard.isInside) this.log(name, below, args, contentOf);
    });
  }

  /** The methods as they were before the bridge; the present ones without a bridge. */
  get original(): OriginalConsole {
    const originals = this.originals ?? originalsOf(globalThis.console);
    return this.settings?.captured === true ? this.unseen(originals) : originals;
  }

  /** Throws if the methods cannot be replaced. */
  check(): void {
    if (this.settings === undefined) needReplaceable(globalThis.console, METHODS, "console");
  }

  start(settings: ConsoleSettings): void {
    const isFirst = this.settings === undefined;
    this.settings = settings;
    this.channels.isHeard = settings.captured;
    if (!isFirst) return;
    this.console = globalThis.console;
    this.originals = originalsOf(this.console);
    this.replaceAll();
    // For `import { log } from "node:console"`.
    syncExports();
  }

  stop(): void {
    this.settings = undefined;
    this.channels.isHeard = false;
    this.replacements.restore();
    this.timers.clear();
    this.groups = new ConsoleGroups();
    syncExports();
  }

  private replaceAll(): void {
    for (const name of PUBLISHED) this.logging(name, name, contentOf);
    this.logging("dirxml", "log", contentOf);
    this.logging("dir", "dir", dirContent);
    this.logging("table", "table", tableContent);
    this.logging("trace", "trace", traceContent);
    this.logging(
      "assert",
      "assert",
      ([, ...args], hasFields) => assertContent(args, hasFields),
      ([ok]) => !ok,
    );
    this.stateful("count", "count", ([text]) => {
      const value =
        typeof text === "string" ? Number(text.slice(text.lastIndexOf(":") + 1)) : Number.NaN;
      return Number.isNaN(value) ? undefined : { count: value };
    });
    this.stateful("timeLog", "time", () => undefined);
    this.stateful("timeEnd", "time", () => undefined);
    this.stateful("group", "group", () => undefined);
    this.stateful("groupCollapsed", "group", () => undefined);
    this.observing("time", ([label = "default"]) => this.timers.begin(label));
    this.observing("groupEnd", () => this.groups.end());
  }

  /** Replaces a method whose calls are records, if `isMeant`. */
  private logging(
    name: Method,
    method: ConsoleMethod,
    toContent: ToContent,
    isMeant: (args: Args) => boolean = () => true,
  ): void {
    this.replace(name, (args, bridged) => {
      if (!isMeant(args)) return;
      const { labelled } = this;
      if (labelled === undefined || name !== "log") {
        this.channels.publish(name, args);
        this.log(method, bridged, args, toContent);
        return;
      }
      this.labelled = undefined;
      this.record(labelled.level, labelled.below, () => {
        const content = contentOf(args, this.settings?.fields === true);
        const fields = labelled.fields(args);
        return fields === undefined ? content : { ...content, extras: [...content.extras, fields] };
      });
    });
  }

  /** Replaces a method whose original keeps a state, and may print by `console.log`. */
  private stateful(
    name: Method,
    method: "count" | "time" | "group",
    fields: Labelled["fields"],
  ): void {
    this.replace(name, (args, bridged, original) => {
      const level = this.settings?.levels[method] ?? 0;
      const ms = method === "time" ? this.elapsed(args, name === "timeEnd") : undefined;
      const own = ms === undefined ? fields : () => ({ ms });
      this.labelled = { level, below: bridged, fields: own };
      try {
        original(...args);
      } finally {
        this.labelled = undefined;
      }
      if (method === "group") this.groups.begin(plainText(args));
    });
  }

  /** Replaces a method that prints nothing. */
  private observing(name: Method, look: (args: Args) => void): void {
    this.replace(name, (args, _bridged, original) => {
      try {
        look(args);
      } catch {
        // The original says what is wrong with the arguments.
      }
      original(...args);
    });
  }

  private replace(
    name: Method,
    action: (args: Args, bridged: Callee, original: Function) => void,
  ): void {
    const bridge = this;
    const original = this.console[name] as Function;
    // A method has the name that the original has, and no prototype.
    const { [name]: bridged } = {
      [name](...args: Args): unknown {
        if (bridge.settings === undefined || bridge.calls.guard.isInside) return original(...args);
        return action(args, bridged as Callee, original);
      },
    };
    this.replacements.replace(this.console, name, bridged);
  }

  private log(method: ConsoleMethod, below: Callee, args: Args, toContent: ToContent): void {
    const { settings } = this;
    if (settings === undefined || (isEmptyLine(args) && PUBLISHED.includes(method as never)))
      return;
    this.record(settings.levels[method], below, () => toContent(args, settings.fields, below));
  }

  private record(level: number, below: Callee, toContent: () => Content): void {
    const target = this.settings?.target;
    const grouped = (): Content => {
      const content = toContent();
      const { path } = this.groups;
      return path === undefined
        ? content
        : { ...content, extras: [...content.extras, { group: path }] };
    };
    if (target === undefined) this.calls.byCaller(level, below, grouped);
    else this.calls.named(target, level, below, grouped);
  }

  private elapsed([label = "default"]: Args, isLast: boolean): number | undefined {
    try {
      return this.timers.elapsed(label, isLast);
    } catch {
      return undefined; // the original says what is wrong with the label
    }
  }

  /** The originals without their channels making records of them. */
  private unseen(originals: OriginalConsole): OriginalConsole {
    const { guard } = this.calls;
    const wrapped = METHODS.map((name) => {
      const original = originals[name] as Function;
      return [name, (...args: Args) => guard.run(() => void original(...args))];
    });
    return Object.freeze(Object.fromEntries(wrapped));
  }
}

/** Whether a call prints an empty line, which separates others and says nothing. */
function isEmptyLine(args: Args): boolean {
  return args.length === 0 || (args.length === 1 && args[0] === "");
}

function originalsOf(console: Console): OriginalConsole {
  return Object.freeze(
    Object.fromEntries(METHODS.map((name) => [name, console[name]])),
  ) as OriginalConsole;
}
