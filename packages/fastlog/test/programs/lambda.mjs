// A function of Lambda that logs `count` records, and flushes if `flush` is set. Its answer has the backend's counters.
import { configure, flush, info, stats, withContext } from "fastlog";

configure(JSON.parse(process.env.OPTIONS));

export const handler = (event, context) =>
  withContext({ requestId: context.awsRequestId }, async () => {
    const at = Date.now();
    for (let i = 0; i < event.count; i++) info("record {}", i);
    if (event.flush) await flush({ timeout: event.timeout ?? 60_000 });
    return { at, ...stats().backends[0] };
  });
