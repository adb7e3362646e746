// Logs its first record while it is ending already.
import { info } from "fastlog";

const [event] = process.argv.slice(2);

process.on(event, () => info("in a listener"));
