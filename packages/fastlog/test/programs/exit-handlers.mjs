// Logs in listeners of `exit` and `beforeExit`, registered before and after the first record.
import { info } from "fastlog";

const [event, ending] = process.argv.slice(2);

process.on(event, () => info("in a listener that was there before the first record"));
info("the first record");
process.on(event, () => info("in a listener that came after the first record"));
if (ending === "exit") process.exit();
