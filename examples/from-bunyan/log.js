// In place of the module that makes bunyan's logger: its records go through fastlog.
import bunyan from "bunyan";
import { configure, logger } from "fastlog";

configure({ format: { json: { preset: "bunyan", values: { service: "shop" } } } });

// fastlog has the name, the host, the process id and the time, and the component is its target.
const stream = {
  write({ name, hostname, pid, time, v, level, msg, component = "shop", ...fields }) {
    logger(component).log(level, fields, msg);
  },
};
export const old = bunyan.createLogger({
  name: "shop",
  serializers: bunyan.stdSerializers,
  streams: [{ type: "raw", level: "trace", stream }], // fastlog has the filter
});
