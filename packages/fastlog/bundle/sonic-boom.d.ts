import type { Plugin } from "esbuild";

export const sonicBoom: Plugin;
export function withoutUnused(source: string): string;
