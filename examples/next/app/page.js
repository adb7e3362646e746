import { info } from "fastlog";
import { connection } from "next/server";

/** A server component. */
export default async function Page() {
  // Rendered for each request, and not when the application is built.
  await connection();
  info("rendering the shop");
  return "shop";
}
