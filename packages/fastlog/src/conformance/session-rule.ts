import { type Around, BackendSession, type MakeBackend } from "./backend-session.ts";
import { type Rule, rule } from "./rule.ts";

/** Makes a rule of what a session with a new backend has to show. */
export type SessionRule = (name: string, body: (session: BackendSession) => Promise<void>) => Rule;

/** Makes rules of backends that one function makes; each is closed in the end, whatever was seen. */
export function sessionRules(make: MakeBackend, patience: number, around?: Around): SessionRule {
  return (name, body) =>
    rule(name, async () => {
      const session = new BackendSession(await make(), patience, around);
      try {
        await body(session);
      } finally {
        await session.end();
      }
    });
}
