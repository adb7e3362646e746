/** A time in milliseconds that is the same in all processes of a machine. */
export function now() {
  return Number(process.hrtime.bigint()) / 1e6;
}
