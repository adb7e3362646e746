/**
 * Names and values of a list such as `api-key=secret,x-team=web%20shop`, as OpenTelemetry's variables have them: W3C baggage
 * without properties. `undefined` if it is none.
 */
export function pairsOf(list: string): Readonly<Record<string, string>> | undefined {
  const pairs: Record<string, string> = Object.create(null);
  for (const part of list.split(",")) {
    if (part.trim() === "") continue;
    const at = part.indexOf("=");
    const name = decoded(part.slice(0, at).trim());
    const value = decoded(part.slice(at + 1).trim());
    if (at < 0 || !name || value === undefined) return undefined;
    pairs[name] = value;
  }
  return { ...pairs };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
