import { execFileSync } from "node:child_process";
import { afterAll } from "vitest";
import { tool } from "../tools.ts";

const ip = tool("ip", "iproute2");
const iptables = tool("iptables", "iptables");

/**
 * A network of one's own: a namespace, and a cable between it and this one. Whatever runs in it is a
 * peer at {@link address} whose answers may be taken away without its knowledge.
 */
export class Namespace {
  /** Where those in it are, as seen from here. */
  readonly address: string;
  /** What comes before a command that is to run in it. */
  readonly command: readonly string[];

  readonly #name = `fastlog-${process.pid}`;

  constructor() {
    // Those who run the tests at the same time have other networks of 198.18.0.0/15, which is for tests.
    const at = (process.pid % 32_768) * 4;
    const network = `198.${18 + (at >> 16)}.${(at >> 8) & 255}`;
    this.address = `${network}.${(at & 255) + 2}`;
    this.command = [ip as string, "netns", "exec", this.#name];
    const [here, there] = [`fl${process.pid}a`, `fl${process.pid}b`];
    link("netns", "add", this.#name);
    afterAll(() => link("netns", "del", this.#name));
    link("link", "add", here, "type", "veth", "peer", "name", there, "netns", this.#name);
    link("address", "add", `${network}.${(at & 255) + 1}/30`, "dev", here);
    link("link", "set", here, "up");
    link("-n", this.#name, "address", "add", `${this.address}/30`, "dev", there);
    link("-n", this.#name, "link", "set", there, "up");
  }

  /** From now on all that is sent there vanishes. */
  swallow(): void {
    this.#filter("-A", "INPUT", "-j", "DROP");
  }

  /** It does no longer. */
  restore(): void {
    this.#filter("-F", "INPUT");
  }

  #filter(...rule: readonly string[]): void {
    link("netns", "exec", this.#name, iptables as string, ...rule);
  }
}

/** Whether this process may make networks. */
export const canMakeNamespaces: boolean = ip !== undefined && iptables !== undefined && isAllowed();

function isAllowed(): boolean {
  const name = `fastlog-${process.pid}-try`;
  try {
    link("netns", "add", name);
    link("netns", "del", name);
    return true;
  } catch {
    return false;
  }
}

function link(...args: readonly string[]): void {
  execFileSync(ip as string, args, { stdio: "pipe" });
}
