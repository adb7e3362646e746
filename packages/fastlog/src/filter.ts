/**
 * `fastlog/filter`: the filter language by itself. For programs that filter other things with it, or check a filter
 * before they use it.
 *
 * ```ts
 * import { parseFilter } from "fastlog/filter";
 *
 * const { filter, errors } = parseFilter("info,dep1=debug/timeout|refused");
 * for (const { message } of errors) console.error(message);
 * filter.enabled("dep1::http", "debug");                          // true
 * filter.matches("dep1::http", "debug", "connection refused");    // true
 * ```
 *
 * @module
 */

export type { Directive } from "./filter/directive.ts";
export type { FilterOptions, ParsedFilter } from "./filter/filter.ts";
export { Filter, parseFilter } from "./filter/filter.ts";
export type { FilterError } from "./filter/filter-error.ts";
export type { Limit, Rate, Share } from "./filter/limit-kinds.ts";
export type { ParsedSpec } from "./filter/parse.ts";
export type { MessagePattern } from "./filter/pattern.ts";
export type { Level } from "./level.ts";
