// Reporter of node:test: a line of JSON for each test that has no tests inside.
export default async function* report(events) {
  const names = [];
  const hasInner = [];
  for await (const { type, data } of events) {
    if (type === "test:start") {
      hasInner[data.nesting - 1] = true;
      hasInner[data.nesting] = false;
      names[data.nesting] = data.name;
    } else if ((type === "test:pass" || type === "test:fail") && !hasInner[data.nesting]) {
      const name = [...names.slice(0, data.nesting), data.name].join(" > ");
      yield `${JSON.stringify({ test: { name, ...resultOf(type, data) } })}\n`;
    }
  }
}

function resultOf(type, { skip, todo, details }) {
  if (skip !== undefined || todo !== undefined) return { outcome: "skipped" };
  if (type === "test:pass") return { outcome: "passed" };
  return { outcome: "failed", reason: String(details.error?.cause ?? details.error) };
}
