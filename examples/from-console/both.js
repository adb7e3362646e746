import { info } from "fastlog";
import { bridge } from "fastlog/bridge";

bridge({ console: true }); // once, where the program starts

info("listening on {}", 8080); // moved
console.warn("slow: %d ms", 1200, { path: "/a" }); // not moved yet, or of a dependency
console.error("upstream failed", new Error("reset"));
