import { logger } from "fastlog";
import { NextResponse } from "next/server";

const log = logger("proxy");

export const config = { matcher: "/old/:path*" };

/** Runs before the routes, on Node.js. */
export function proxy(request) {
  const { pathname } = request.nextUrl;
  log.debug("moved", { pathname });
  log.info("redirected {}", pathname);
  return NextResponse.redirect(new URL(pathname.replace("/old", "/orders"), request.url));
}
