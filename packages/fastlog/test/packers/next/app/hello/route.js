import { info, logger } from "fastlog";

const log = logger("hello");

export const dynamic = "force-dynamic";

export function GET(request) {
  const { pathname } = new URL(request.url);
  info("request {}", pathname);
  log.warn("answered", { pathname });
  return new Response("hello");
}
