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
 * The options of a thread. Those of the environment take precedence over those that the program gives, and those over
 * the ones inherited from the parent thread.
 */
export class Configuration {
  /** Options of the environment, without the filter. */
  readonly forced: Options;

  #given: Options = ownOptions();
  #inherited: Inheritance;
  #isMissingTold = false;

  constructor(environment: Environment, inherited: Inheritance = NOTHING) {
    this.forced = environmentOptions(environment, complain);
    this.#inherited = inherited;
  }

  /** The options that result if the program gives these. */
  with(given: Options): Options {
    return ownOptions(this.#inherited.options, this.#given, given, this.forced);
  }

  /** Options that the program has given. */
  get own(): Options {
    return ownOptions(this.#inherited.options, this.#given);
  }

  /** Takes checked options. */
  take(given: Options): void {
    this.#given = ownOptions(this.#given, given);
  }

  /** Configuration that this thread's workers inherit. */
  get handedDown(): Inheritance {
    return handDown(ownOptions(this.#given, this.forced), this.#inherited);
  }

  /** Whether the open backends stay in use with these options. */
  keepsBackends({ backend }: Options): boolean {
    return backend === undefined || this.forced.backend !== undefined;
  }

  /** Opens the backends. Throws if a backend that the program has given cannot be used. */
  plan({ backend }: Options, settings: Settings): PlannedSink[] {
    const plan = (option: BackendOption) => planSinks(option, settings, openBackend);
    const inherited = this.#inherited.backend;
    try {
      if (backend !== undefined) return plan(backend);
      return inherited === undefined ? plan("stdout") : planInherited(inherited, plan);
    } catch (error) {
      // An inherited backend, or one of the environment, must not take a service down.
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

  /** Prints once which options were not inherited and have not been given in this thread. */
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
