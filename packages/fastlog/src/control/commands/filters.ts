import { dateOf, dropLease, grantLease } from "../../config/lease-changes.ts";
import type { Lease } from "../../config/leases.ts";
import { REPLACEMENT } from "../../config/replacement.ts";
import { show } from "../../diagnostics/show.ts";
import { parseFilter } from "../../filter/filter.ts";
import type { Answer, Command } from "../command.ts";
import type { Controlled } from "../controlled.ts";
import { invalidRequest, type Request, textIn } from "../request.ts";

const SPEC = 'a filter as in LOG: "dep1=debug"';
const FOR = 'a time of at most a day: "10m", "90s"';

/** Opens the filter for a time: a lease. */
export const level: Command = {
  about: "lets pass what a further filter does, for a time; without members it lists the leases",
  members: {
    spec: SPEC,
    for: `${FOR}; default "10m"`,
    id: "a name of at most 64 bytes; the lease of that name is renewed; default the spec",
    drop: "the id of a lease that is to end",
  },
  run(of, request) {
    const [spec, id, drop] = [
      textIn(request, "spec"),
      textIn(request, "id"),
      textIn(request, "drop"),
    ];
    if (drop !== undefined) {
      if (spec !== undefined || id !== undefined || request["for"] !== undefined) {
        throw invalidRequest("drop goes with no other member of level");
      }
      if (drop === REPLACEMENT || !dropLease(of, drop)) throw unknownLease(of, drop);
    } else if (spec !== undefined) {
      grantLease(of, { kind: "opens", spec, for: timeIn(request), id });
    } else if (id !== undefined || request["for"] !== undefined) {
      throw invalidRequest(`level needs spec, such as ${show("dep1=debug")}`);
    }
    return filtersOf(of, spec);
  },
};

/** Replaces the filter, for a time or until the next change. */
export const filter: Command = {
  about:
    "replaces the filter, for a time or until the next change; without members it says what holds",
  members: { spec: SPEC, for: `${FOR}; default until the next change` },
  run(of, request) {
    const spec = textIn(request, "spec");
    const time = timeIn(request);
    if (spec === undefined) {
      if (time !== undefined) throw invalidRequest(`filter needs spec, such as ${show("info")}`);
    } else if (time !== undefined) {
      grantLease(of, { kind: "replaces", spec, for: time });
    } else {
      const before = of.filter;
      of.setFilter(spec);
      of.notice("filter changed", { filter: of.filter, before });
    }
    return filtersOf(of, spec);
  },
};

/** A time, which the leases check. */
function timeIn(request: Request): unknown {
  return request["for"];
}

/** The filter under all leases, the leases, and which directives of the given filter are probably mistakes. */
function filtersOf(of: Controlled, spec = ""): Answer {
  const { hints } = parseFilter(spec);
  const { leases, filter: own } = of;
  const described = leases.live.map((lease) => describe(lease, leases.left(lease)));
  const replaced = described.find(({ id }) => id === REPLACEMENT);
  return {
    filter: own,
    ...(replaced && { replaced: { ...replaced, id: undefined } }),
    leases: described.filter(({ id }) => id !== REPLACEMENT),
    ...(hints.length > 0 && { hints }),
  };
}

/** `left` in milliseconds. */
function describe({ id, spec }: Lease, left: number) {
  return { id, spec, until: dateOf(left), left: Math.round(left) };
}

function unknownLease(of: Controlled, id: string): Error {
  const known = of.leases.live.filter((lease) => lease.id !== REPLACEMENT);
  const ids =
    known.length === 0 ? "there are no leases" : known.map((lease) => lease.id).join(", ");
  return invalidRequest(`no lease ${show(id)} (${ids})`);
}
