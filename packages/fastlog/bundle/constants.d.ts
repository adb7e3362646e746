export function constants(code: string): string;
