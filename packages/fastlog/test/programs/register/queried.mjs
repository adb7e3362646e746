import { info } from "fastlog";
import { about } from "./about.cjs";

const facts = about(info);

export { facts };
