/** Which of a machine's addresses others can reach it at. */

/** What stands on the device list: addresses others can use, IPv4 first; neither loopback nor link-local. */
export function reachableAddresses(addresses: Iterable<string>): string[] {
  const usable = [...addresses].filter((address) => !/^(127\.|169\.254\.|::1$|fe[89ab][0-9a-f]:)/i.test(address));
  const isIpv4 = (address: string) => !address.includes(':');
  return [...new Set([...usable.filter(isIpv4), ...usable.filter((address) => !isIpv4(address))])].slice(0, 64);
}
