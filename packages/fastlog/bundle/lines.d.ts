export function brokenIntoLines(code: string, limit: number): string;
