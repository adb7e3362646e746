import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Child, start } from "../child.ts";
import { folder } from "../folder.ts";
import { plugin, tool } from "../tools.ts";
import { until } from "../until.ts";
import type { Certified } from "./certificates.ts";

/** The path of rsyslogd; `undefined` where it is not installed. */
export const rsyslogd: string | undefined = tool("rsyslogd", "rsyslog");

/** What rsyslogd needs for TLS; `undefined` where it is not installed. */
export const rsyslogTls: string | undefined = plugin("rsyslog/lmnsd_ossl.so", "rsyslog-openssl");

/** A record as rsyslog understood it. */
export interface Received {
  /** The module that took it: `imptcp`, `imtcp`, `imudp` or `imuxsock`. */
  readonly input: string;
  readonly pri: string;
  readonly time: string;
  readonly host: string;
  readonly app: string;
  readonly process: string;
  readonly id: string;
  readonly message: string;
  /** As the element's parser has them: with names in lower case. */
  readonly fields: Readonly<Record<string, string>>;
}

const PROPERTIES = {
  input: "inputname",
  pri: "pri",
  time: "timereported",
  host: "hostname",
  app: "app-name",
  process: "procid",
  id: "msgid",
  message: "msg",
};

function configuration(at: string, tls: Certified | undefined): string {
  const properties = Object.entries(PROPERTIES).map(([name, property]) => {
    const date = name === "time" ? ' dateFormat="rfc3339"' : "";
    return `  property(outname="${name}" name="${property}" format="jsonf"${date})`;
  });
  return `
global(workDirectory="${at}" maxMessageSize="128k" net.enableDNS="off")
# With more threads the records of one connection may change places.
module(load="imptcp" threads="1")
module(load="imudp")
module(load="imuxsock" SysSock.Use="off")
module(load="mmpstrucdata")
input(type="imptcp" address="127.0.0.1" port="0" listenPortFileName="${at}/tcp")
input(type="imudp" address="127.0.0.1" port="0")
input(type="imuxsock" Socket="${at}/socket" RateLimit.Interval="0" UseSpecialParser="off"
  ParseHostname="on")
${tls === undefined ? "" : tlsInput(at, tls)}
template(name="json" type="list" option.jsonf="on") {
${properties.join("\n")}
  property(outname="fields" name="$!all-json-plain" format="jsonf")
}
action(type="mmpstrucdata")
action(type="omfile" file="${at}/received" template="json")
`;
}

function tlsInput(at: string, { ca, cert, key }: Certified): string {
  return `
global(defaultNetstreamDriverCAFile="${ca}" defaultNetstreamDriverCertFile="${cert}"
  defaultNetstreamDriverKeyFile="${key}")
module(load="imtcp" StreamDriver.Name="ossl" StreamDriver.Mode="1" StreamDriver.AuthMode="anon")
input(type="imtcp" address="127.0.0.1" port="0" listenPortFileName="${at}/tls")`;
}

/** A real rsyslogd that listens on ports and a path of its own. */
export class Rsyslogd {
  readonly #at: string;
  readonly #child: Child;

  /** Starts one, which takes TLS too where a certificate is given, and waits until it is ready. */
  static async start(tls?: Certified): Promise<Rsyslogd> {
    const at = folder();
    const config = join(at, "rsyslog.conf");
    writeFileSync(config, configuration(at, tls));
    const command = [rsyslogd as string, "-n", "-f", config, "-i", join(at, "pid")];
    const daemon = new Rsyslogd(at, start(command));
    // It has its ports before it listens on them; its pid file it has when it is ready.
    await daemon.#contentOf("pid", (text) => text !== "");
    return daemon;
  }

  private constructor(at: string, child: Child) {
    this.#at = at;
    this.#child = child;
  }

  /** The port that takes records over TCP, in both framings. */
  get tcp(): number {
    return Number(readFileSync(join(this.#at, "tcp"), "utf8"));
  }

  /** The port that takes records over TLS. */
  get tls(): number {
    return Number(readFileSync(join(this.#at, "tls"), "utf8"));
  }

  /** The port that takes records over UDP. */
  get udp(): number {
    // The input writes no file, so it is looked up by the daemon's sockets.
    const folder = `/proc/${this.#child.process.pid}/fd`;
    const links = readdirSync(folder).map((fd) => readlinkSync(join(folder, fd)));
    const inodes = links.map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1]);
    const rows = readFileSync("/proc/net/udp", "utf8").split("\n").slice(1);
    const sockets = rows.map((row) => row.trim().split(/\s+/));
    const address = sockets.find((columns) => inodes.includes(columns[9]))?.[1];
    return Number.parseInt(address?.split(":")[1] ?? "", 16);
  }

  /** The path of the Unix datagram socket. */
  get socket(): string {
    return join(this.#at, "socket");
  }

  /** Waits for so many records, and returns all that it has then. */
  async received(count: number): Promise<Received[]> {
    const isWhole = (text: string) => text.split("\n").length > count;
    const text = await this.#contentOf("received", isWhole);
    return text.split("\n").slice(0, -1).map(read);
  }

  async stop(): Promise<void> {
    this.#child.process.kill("SIGTERM");
    await this.#child.ended;
  }

  /** Waits for what a file is to be; fails if the daemon ends before. */
  async #contentOf(name: string, is: (text: string) => boolean): Promise<string> {
    const { process, ended } = this.#child;
    const path = join(this.#at, name);
    let text = "";
    await until(() => {
      if (existsSync(path)) text = readFileSync(path, "utf8");
      return is(text) || process.exitCode !== null || process.signalCode !== null;
    });
    if (!is(text)) throw new Error(`rsyslogd has ended: ${(await ended).stderr}`);
    return text;
  }
}

function read(line: string): Received {
  const parsed = JSON.parse(line) as Record<string, string>;
  const { fields = "{}", ...others } = parsed;
  const all = JSON.parse(fields) as { "rfc5424-sd"?: Record<string, Received["fields"]> };
  return { ...others, fields: all["rfc5424-sd"]?.["fastlog@32473"] ?? {} } as unknown as Received;
}
