import { type Certified, certify, openssl } from "./certificates.ts";

let made: Certified | undefined;

/** What a peer of the tests shows those who come by TLS to `localhost`. There has to be an {@link openssl}. */
export function certified(): Certified {
  made ??= certify("DNS:localhost");
  return made;
}

export { openssl };
