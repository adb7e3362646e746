/** Longest text of an address: an IPv6 address that ends with an IPv4 address, with a zone. */
const MAX_LENGTH = 64;

const ADDRESS = /^[\da-f.:]+(?:%[\w.-]+)?$/i;

/**
 * The address of a client behind `proxies` proxies, from the header `x-forwarded-for`, to which each proxy appends the
 * address of its peer. `true` trusts all that it says. Falls back to the address of the connection if there is no
 * header, or no address in it.
 */
export function clientIp(
  peer: string | undefined,
  forwarded: string | undefined,
  proxies: boolean | number,
): string | undefined {
  if (forwarded === undefined || proxies === false || proxies === 0) return peer;
  const addresses = forwarded.split(",");
  const index = proxies === true ? 0 : Math.max(addresses.length - proxies, 0);
  const address = addresses[index]?.trim() ?? "";
  return address.length <= MAX_LENGTH && ADDRESS.test(address) ? address : peer;
}
