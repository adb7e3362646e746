import { logger } from "fastlog";
import { connection } from "next/server";

const log = logger("shop");

/** A server component. */
export default async function Page() {
  // Rendered for each request, and not when the application is built.
  await connection();
  log.info("rendering the shop");
  return "shop";
}
