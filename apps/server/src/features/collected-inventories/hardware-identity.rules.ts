/** Whether two inventories are of one machine: the firmware's numbers decide, the addresses of cards only where it has none. Pure. */
import { isHardwarePlaceholder } from '@sekisho/contracts';

export interface HardwareIdentity {
  readonly manufacturer: string;
  readonly model: string;
  readonly serialNumber: string;
  readonly uuid: string;
  readonly macAddresses: readonly string[];
}

/** Addresses that software made up (of containers, bridges, random ones) belong to no machine. */
export function isFromItsMaker(macAddress: string): boolean {
  const first = Number.parseInt(macAddress.slice(0, 2), 16);
  return /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(macAddress) && !/^(00:){5}00$/.test(macAddress) && (first & 0b11) === 0;
}

/** Programs disagree on the order of the first three fields (SMBIOS 2.6): both ways of writing one UUID. */
export function writingsOf(uuid: string): readonly string[] {
  const text = uuid.toLowerCase();
  const fields = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-(.{17})$/.exec(text);
  if (fields === null) return [text];
  const [, first = '', second = '', third = '', rest = ''] = fields;
  const turn = (field: string) => (field.match(/../g) ?? []).reverse().join('');
  return [text, `${turn(first)}-${turn(second)}-${turn(third)}-${rest}`];
}

/** What says nothing is no name: a thousand machines are called `To be filled by O.E.M.`. */
export function knownBy(identity: HardwareIdentity): HardwareIdentity {
  const said = (text: string) => (isHardwarePlaceholder(text) ? '' : text.trim());
  return {
    manufacturer: said(identity.manufacturer),
    model: said(identity.model),
    serialNumber: said(identity.serialNumber),
    uuid: said(identity.uuid).toLowerCase(),
    macAddresses: identity.macAddresses.filter(isFromItsMaker).map((address) => address.toLowerCase()),
  };
}

/** `null`: one of the two does not say. */
function agree(left: string, right: string): boolean | null {
  return left === '' || right === '' ? null : left.toLowerCase() === right.toLowerCase();
}

export function isSameMachine(one: HardwareIdentity, other: HardwareIdentity): boolean {
  const [left, right] = [knownBy(one), knownBy(other)];
  const serials = agree(left.serialNumber, right.serialNumber);
  const uuids = left.uuid === '' || right.uuid === '' ? null : writingsOf(left.uuid).includes(right.uuid);
  if (serials === false || uuids === false) return false;
  if (uuids === true) return true;
  // Serial numbers are one maker's own: another's may be the same.
  if (serials === true)
    return agree(left.manufacturer, right.manufacturer) !== false || agree(left.model, right.model) === true;
  const known = new Set(left.macAddresses);
  return right.macAddresses.some((address) => known.has(address));
}

/** Two of one machine always share one of these; who shares one may still be another. */
export function tokensOf(identity: HardwareIdentity): readonly string[] {
  const { serialNumber, uuid, macAddresses } = knownBy(identity);
  return [
    ...(uuid === '' ? [] : writingsOf(uuid).map((writing) => `uuid ${writing}`)),
    ...(serialNumber === '' ? [] : [`serial ${serialNumber.toLowerCase()}`]),
    ...macAddresses.map((address) => `card ${address}`),
  ];
}

/** Finds those of `all` that are the machine of an identity, without looking at all of them. */
export function createMachineIndex<Item extends HardwareIdentity>(all: readonly Item[]) {
  const byToken = new Map<string, Item[]>();
  for (const item of all) for (const token of tokensOf(item)) byToken.set(token, [...(byToken.get(token) ?? []), item]);
  return (identity: HardwareIdentity): readonly Item[] => {
    const near = new Set(tokensOf(identity).flatMap((token) => byToken.get(token) ?? []));
    return [...near].filter((item) => isSameMachine(item, identity));
  };
}
