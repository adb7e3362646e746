import { logger } from "fastlog";

const http = logger("shop::http");
const db = logger("shop::db");
http.debug("{} {} took {} ms", "GET", "/a", 12);
http.debug("no answer", { host: "10.0.0.1" });
db.debug("connected");
