export { info } from "fastlog";
