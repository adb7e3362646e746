import { openBackend } from "../backend/url.ts";
import { complain } from "../diagnostics/self-log.ts";
import { ownOptions } from "../own-members.ts";
import type { Settings } from "../sink/settings.ts";
import { makeEntries } from "./backend-factories.ts";
import { type BackendOption, entriesOf } from "./backend-option.ts";
import { type Environment, environmentOptions } from "./environment.ts";
import { handDown, type Inheritance, type InheritedEntry, stillMissing } from "./inheritance.ts";
import type { Options } from "./options.ts";
import { backendsIn, type PlannedSink, planSinks, sinkSettings } from "./sink-plan.ts";

const NOTHING: Inheritance = { options: {}, backend: undefined, omitted: [] };

/**
 * The options of a thread: what it was given, over what it has inherited of the thread that made it, and
 * what the environment says over both.
 */
export class Configuration {
  /** What the environment says, but the filter. */
  readonly forced: Options;

  #given: Options = ownOptions();
  #inherited: Inheritance;
  #isMissingTold = false;

  constructor(environment: Environment, inherited: Inheritance = NOTHING) {
    this.forced = environmentOptions(environment, complain);
    this.#inherited = inherited;
  }

  /** The options as they would be with others. */
  with(given: Options): Options {
    return ownOptions(this.#inherited.options, this.#given, given, this.forced);
  }

  /** The options of the program, without the environment's. */
  get own(): Options {
    return ownOptions(this.#inherited.options, this.#given);
  }

  /** Takes options that were checked. */
  take(given: Options): void {
    this.#given = ownOptions(this.#given, given);
  }

  /** What the workers inherit that this thread makes. */
  get handedDown(): Inheritance {
    return handDown(ownOptions(this.#given, this.forced), this.#inherited);
  }

  /** Whether the backends there are go on where these options are given. */
  keepsBackends({ backend }: Options): boolean {
    return backend === undefined || this.forced.backend !== undefined;
  }

  /** Opens the backends. Throws where one of the program's own choice cannot be used. */
  plan({ backend }: Options, settings: Settings): PlannedSink[] {
    const plan = (option: BackendOption) => planSinks(option, settings, openBackend);
    const inherited = this.#inherited.backend;
    try {
      if (backend !== undefined) return plan(backend);
      return inherited === undefined ? plan("stdout") : planInherited(inherited, plan);
    } catch (error) {
      // What this thread was not given itself must not take a service down.
      if (backend !== undefined && backend !== this.forced.backend) throw error;
      const subject = backend === undefined ? "inherited backend" : "LOG_BACKEND";
      complain(subject, `${(error as Error).message}; logging to stdout`);
      this.#inherited = { ...this.#inherited, backend: undefined };
      return plan("stdout");
    }
  }

  /** The sinks there are, with other settings. */
  changed(
    sinks: readonly Pick<PlannedSink, "backend">[],
    options: Options,
    settings: Settings,
  ): PlannedSink[] {
    const { backend } = options;
    const entries = backend === undefined ? (this.#inherited.backend ?? []) : entriesOf(backend);
    return sinks.map(({ backend }, i) => {
      return { backend, settings: sinkSettings({ ...entries[i], backend }, backend, settings) };
    });
  }

  /** Says, once, what was not inherited and the thread has not given itself. */
  tellMissing(tag: string): void {
    const { omitted } = this.#inherited;
    if (this.#isMissingTold || omitted.length === 0) return;
    this.#isMissingTold = true;
    const missing = stillMissing(ownOptions(this.#given, this.forced), omitted);
    if (missing.length === 0) return;
    const names = [...new Set(missing.map(({ name }) => name))].join(", ");
    complain(tag, `not inherited: ${names} (only data can be); call configure() in the worker`);
  }
}

function planInherited(
  entries: readonly InheritedEntry[],
  plan: (option: BackendOption) => PlannedSink[],
): PlannedSink[] {
  const made = makeEntries(entries);
  try {
    return plan(made);
  } catch (error) {
    for (const backend of backendsIn(made)) backend.close().catch(() => {});
    throw error;
  }
}
