// Logs a record, then one to a file that the program may not open.
import { configure, info } from "fastlog";

configure({ format: { template: "{host} {message}" } });
info("to standard output");
try {
  configure({ backend: "file:///var/log/fastlog-test.log" });
} catch ({ message }) {
  console.log(message);
}
