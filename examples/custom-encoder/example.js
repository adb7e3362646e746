// Logs in a custom format and reads the lines back.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { close, configure, error, file, info, logger } from "fastlog";
import { ecs } from "./index.js";

const folder = mkdtempSync(join(tmpdir(), "fastlog-ecs-"));
const path = join(folder, "app.log");
try {
  configure({ backend: file(path), format: ecs({ name: "shop", version: "1.2.0" }) });
  info("listening on {}", 8080);
  logger("shop::cart")
    .child({ "req.id": "r-1" })
    .warn("slow", { ms: 1200, items: [1, 2] });
  error("payment failed", new Error("card declined\nby the bank"), { amount: 12.5 });
  await close();

  const records = readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  for (const record of records) {
    console.log(
      record["log.level"],
      record["log.logger"],
      record.message,
      record.labels,
      record["error.message"] ?? "",
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
