import bunyan from "bunyan";

const log = bunyan.createLogger({ name: "shop", serializers: bunyan.stdSerializers });
const http = log.child({ component: "http" });
http.info({ ms: 3 }, "hello %s", "Ada");
http.error(new Error("reset"), "no answer");
http.debug("not seen");
