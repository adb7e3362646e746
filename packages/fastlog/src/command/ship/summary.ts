import type { Shipment, ShipmentCounts } from "../../shipment/shipped.ts";

/** Tells what was delivered, and why the rest was not. */
export function summaryOf(
  { delivered, dropped, uncertain }: ShipmentCounts,
  { refused, gone, closed, overflow }: Shipment["losses"],
): string {
  const reasons = [
    [refused, "too long or refused"],
    [gone, "nobody reads any more"],
    [closed, "not taken before the end"],
    [overflow, "did not fit"],
  ] as const;
  const why = reasons.filter(([count]) => count > 0).map(([n, text]) => `${grouped(n)} ${text}`);
  const perhaps = uncertain === 0 ? "" : `, of which ${grouped(uncertain)} may not have arrived`;
  const records = `${grouped(delivered)} record${delivered === 1 ? "" : "s"} delivered${perhaps}`;
  return `${records}, ${grouped(dropped)} dropped${why.length === 0 ? "" : ` (${why.join(", ")})`}`;
}

/** A number with a comma between thousands. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
