export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { configure } = await import("fastlog");
  configure({ format: "json" });
}
