export const dynamic = "force-dynamic";

export function GET() {
  throw new RangeError("no such order");
}
