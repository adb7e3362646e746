/** The call that the format picker begins with. */
export const EXAMPLE = {
  level: "warn",
  target: "app::http",
  message: "no answer for {path}",
  args: '{ "path": "/a b", "ms": 1200, "user": { "id": 17, "tags": ["x"] } }',
  error: "reset",
} as const;
