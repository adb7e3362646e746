import { debug, error, info, warn } from "fastlog";

const user = { id: 17, name: "Ada" };
info("listening on {}", 8080);
info("user logged in", user);
warn("slow: {} ms", 1200);
error("upstream failed", new Error("reset"));
debug("seen with LOG=debug only");
