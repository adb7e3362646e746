import { OFF } from "../level.ts";
import type { Directive } from "./directive.ts";
import { Filter } from "./filter.ts";
import type { Limit } from "./limit-kinds.ts";

/** Above every level: the target always matters. */
const ALWAYS = 1000;

/**
 * The filter that lets a record pass if any of several filters does. The first one is the base: a record that passes no
 * threshold, because a logger's own level opened it, is left to its pattern.
 */
export function unionFilter(members: readonly [Filter, ...Filter[]]): Filter {
  return new UnionFilter(members);
}

class UnionFilter extends Filter {
  override readonly mostVerbose: number;
  override readonly leastVerbose: number;
  override readonly dependsOnTarget: boolean;
  override readonly pattern: Filter["pattern"];
  override readonly directives: Filter["directives"];
  override readonly hasLimits: boolean;
  override readonly alikeFrom: number;

  readonly #members: readonly [Filter, ...Filter[]];

  constructor(members: readonly [Filter, ...Filter[]]) {
    super({ spec: "", directives: [], pattern: undefined, errors: [], hints: [] });
    this.#members = members;
    const hasPattern = members.some(({ pattern }) => pattern !== undefined);
    this.mostVerbose = Math.min(...members.map(({ mostVerbose }) => mostVerbose));
    this.leastVerbose = hasPattern
      ? ALWAYS
      : Math.min(...members.map(({ leastVerbose }) => leastVerbose));
    this.dependsOnTarget = hasPattern || members.some(({ dependsOnTarget }) => dependsOnTarget);
    this.directives = members.flatMap(({ directives }) => directives);
    this.hasLimits = members.some(({ hasLimits }) => hasLimits);
    this.alikeFrom = this.hasLimits ? ALWAYS : 0;
    this.pattern = hasPattern ? { source: "", test: (...call) => this.#test(...call) } : undefined;
  }

  override threshold(target: string): number {
    return Math.min(...this.#members.map((member) => member.threshold(target)));
  }

  override ceiling(target: string): number {
    return Math.max(...this.#members.map((member) => member.ceiling(target)));
  }

  /** Returns the directive of the filter that lets the most pass. */
  override directive(target: string): Directive | undefined {
    const threshold = this.threshold(target);
    return this.#members
      .find((member) => member.threshold(target) === threshold)
      ?.directive(target);
  }

  override passes(target: string, level: number): boolean {
    return this.#members.some((member) => member.passes(target, level));
  }

  override matches(...record: Parameters<Filter["matches"]>): boolean {
    return this.#members.some((member) => member.matches(...record));
  }

  /** A record that one of the filters lets pass without a limit has none. */
  override limitBy(target: string, level: number): Limit | undefined {
    const open = this.#members.filter((member) => member.passes(target, level));
    const asked = open.length === 0 ? [this.#members[0]] : open;
    const limits = asked.map((member) => member.limitBy(target, level));
    return limits.includes(undefined) ? undefined : limits[0];
  }

  #test(message: string, target = "", level: number = OFF): boolean {
    const open = this.#members.filter((member) => member.passes(target, level));
    const asked = open.length === 0 ? [this.#members[0]] : open;
    return asked.some(({ pattern }) => pattern?.test(message, target, level) ?? true);
  }
}
