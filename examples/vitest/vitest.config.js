import { defineConfig } from "vitest/config";

// Only captures see the records, unless LOG asks for more.
export default defineConfig({ test: { env: { LOG: process.env.LOG ?? "off" } } });
