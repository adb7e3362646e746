import { parentPort } from "node:worker_threads";
import { info } from "fastlog";
import { about } from "./about.cjs";

parentPort.postMessage(about(info));
