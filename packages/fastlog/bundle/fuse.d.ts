export type Plan = Readonly<Record<string, Readonly<Record<string, string>>>>;

export function fuse(code: string, plan: Plan): string;
