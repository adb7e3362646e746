import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { folder } from "../folder.ts";
import { tool } from "../tools.ts";

/** The path of openssl; `undefined` where it is not installed. */
export const openssl: string | undefined = tool("openssl", "openssl");

/** Files in PEM. */
export interface Certified {
  /** Of the authority. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

/** Makes an authority, and a certificate of it for some names, such as `DNS:localhost`. */
export function certify(...names: readonly string[]): Certified {
  const at = folder();
  const paths = { ca: join(at, "ca.pem"), cert: join(at, "cert.pem"), key: join(at, "key.pem") };
  const caKey = join(at, "ca.key");
  make(paths.ca, caKey, "/CN=authority of a test");
  make(paths.cert, paths.key, "/CN=server of a test", [
    ...["-CA", paths.ca, "-CAkey", caKey],
    ...["-addext", `subjectAltName=${names.join(",")}`],
    ...["-addext", "basicConstraints=critical,CA:FALSE"],
  ]);
  return paths;
}

function make(cert: string, key: string, subject: string, more: readonly string[] = []): void {
  const args = ["req", "-x509", ...NEW_KEY, "-keyout", key, "-out", cert, "-subj", subject];
  execFileSync(openssl as string, [...args, "-days", "2", ...more], { stdio: "pipe" });
}
