import { info } from "fastlog";
import { load } from "file-cache";

load("/index.html");
info("ready");
