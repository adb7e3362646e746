import createDebug from "debug";

const http = createDebug("shop:http");
const db = createDebug("shop:db");
http("%s %s took %d ms", "GET", "/a", 12);
http("no answer %O", { host: "10.0.0.1" });
db("connected");
