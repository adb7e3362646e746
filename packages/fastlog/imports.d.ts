export const LAYERS: readonly string[];
export function importsOf(): Map<string, readonly string[]>;
export function layerOf(file: string): string | undefined;
export function upward(imports: ReadonlyMap<string, readonly string[]>): string[];
export function circles(imports: ReadonlyMap<string, readonly string[]>): string[][];
