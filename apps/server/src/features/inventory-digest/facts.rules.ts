/** What of an inventory is followed over time, and by what devices are counted. Pure. */
import type { FactThing, FigureKind, InventoryContents } from '@sekisho/contracts';

export type FactValue = string | number | boolean;

/** Of one section, by `thing`, name of it and field, each once. What changes by itself from day to day is no fact. */
export type Facts = readonly (readonly [thing: FactThing, name: string, field: string, value: FactValue])[];

/** Sections with facts; software is followed by its versions, and who sits at a device is nobody's history. */
export const factSections = ['hardware', 'operating-system', 'disks', 'network'] as const;
export type FactSection = (typeof factSections)[number];

export function isFactSection(name: string): name is FactSection {
  return (factSections as readonly string[]).includes(name);
}

type Thing = { readonly thing: FactThing; readonly name: string };
type Fields = Readonly<Record<string, FactValue | null>>;

/** Nothing is said of what is not known. */
function factsOf({ thing, name }: Thing, fields: Fields): Facts {
  return Object.entries(fields).flatMap(([field, value]) =>
    value === null || value === '' ? [] : [[thing, name, field, value] as const],
  );
}

/** Two of the same name are told apart by their place among them. */
function named<Item>(items: readonly Item[], nameOf: (item: Item) => string) {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const name = nameOf(item);
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return { item, name: before === 0 ? name : `${name} (${before + 1})` };
  });
}

/** What a kernel keeps for itself differs from one to the next. */
const memoryStep = 256 * 1024 ** 2;

function hardware(section: InventoryContents['hardware']): Facts {
  const { processors, swapBytes: _, memoryBytes, ...system } = section;
  const steadyBytes = Math.round(memoryBytes / memoryStep) * memoryStep;
  return [
    ...factsOf({ thing: 'system', name: '' }, { ...system, memoryBytes: steadyBytes }),
    ...named(processors, ({ model }) => model).flatMap(({ item: { cores, threads }, name }) =>
      factsOf({ thing: 'processor', name }, { cores, threads }),
    ),
  ];
}

function operatingSystem(section: InventoryContents['operating-system']): Facts {
  const { bootedAt: _, restartPending: __, installedAt, ...fields } = section;
  return factsOf({ thing: 'operating-system', name: '' }, { ...fields, installedAt });
}

function disks({ disks, volumes }: InventoryContents['disks']): Facts {
  const fixed = disks.filter(({ removable }) => !removable);
  return [
    ...named(fixed, ({ name }) => name).flatMap(({ item: { model, serialNumber, sizeBytes }, name }) =>
      factsOf({ thing: 'disk', name }, { model, serialNumber, sizeBytes }),
    ),
    ...named(volumes, ({ mountPoint, device }) => mountPoint || device).flatMap(
      ({ item: { device, fileSystem, sizeBytes, encrypted }, name }) =>
        factsOf({ thing: 'volume', name }, { device, fileSystem, sizeBytes, encrypted }),
    ),
  ];
}

/** Temporary addresses of IPv6 come and go every day within one network: the network is what is followed. */
function steady(address: string): string[] {
  if (!address.includes(':')) return [address];
  if (/^fe[89ab]/i.test(address)) return [];
  const [before = '', after = ''] = (address.split(/[/%]/)[0] ?? '').split('::');
  const head = before.split(':').filter(Boolean);
  const tail = after.split(':').filter(Boolean);
  const zeros = address.includes('::')
    ? Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0')
    : [];
  const prefix = [...head, ...zeros, ...tail].slice(0, 4).map((part) => part.toLowerCase().replace(/^0+(?=.)/, ''));
  return [`${prefix.join(':')}::/64`];
}

const list = (values: readonly string[]) => [...new Set(values)].sort().join(', ');

function network({ interfaces, gateways, dnsServers }: InventoryContents['network']): Facts {
  const real = interfaces.filter(({ kind }) => kind !== 'loopback' && kind !== 'virtual');
  return [
    ...named(real, ({ name }) => name).flatMap(({ item: { macAddress, addresses }, name }) =>
      factsOf({ thing: 'interface', name }, { macAddress, addresses: list(addresses.flatMap(steady)) }),
    ),
    ...factsOf(
      { thing: 'network', name: '' },
      { gateways: list(gateways.flatMap(steady)), dnsServers: list(dnsServers) },
    ),
  ];
}

/** Of a section's content, as its schema lets it through. */
export function factsOfSection(section: FactSection, content: unknown): Facts {
  switch (section) {
    case 'hardware':
      return hardware(content as InventoryContents['hardware']);
    case 'operating-system':
      return operatingSystem(content as InventoryContents['operating-system']);
    case 'disks':
      return disks(content as InventoryContents['disks']);
    case 'network':
      return network(content as InventoryContents['network']);
  }
}

export interface TraitSource {
  readonly facts: Facts;
  readonly agentVersion: string;
  /** When the last section came that had something new; `null`: never. */
  readonly receivedAt: Date | null;
}

const gib = 1024 ** 3;
/** What a machine with 16 GiB says is a little less than that. */
const memoryClass = (bytes: number) => String(2 ** Math.ceil(Math.log2(Math.max(1, bytes / gib))));

/** Where the operating system lies; on all platforms. */
const systemVolume = /^(\/|[A-Z]:\\?)$/;

function encryptionOf(facts: Facts): 'encrypted' | 'not-encrypted' | 'unknown' {
  const volumes = facts.filter(
    ([thing, name, field]) => thing === 'volume' && field === 'encrypted' && systemVolume.test(name),
  );
  const system = volumes.find(([, name]) => name === '/' || name.startsWith('C:')) ?? volumes[0];
  return system === undefined ? 'unknown' : system[3] === true ? 'encrypted' : 'not-encrypted';
}

/** One value of each kind, as far as it is known; `kind value`. */
export function traitsOf({ facts, agentVersion, receivedAt }: TraitSource): string[] {
  const factOf = (thing: FactThing, field: string) =>
    facts.find((fact) => fact[0] === thing && fact[1] === '' && fact[2] === field)?.[3];
  const name = String(factOf('operating-system', 'name') ?? '');
  const version = String(factOf('operating-system', 'version') ?? '');
  const memory = factOf('system', 'memoryBytes');
  const traits: Readonly<Record<FigureKind, string | null>> = {
    os: (name.includes(version) ? name : `${name} ${version}`).trim() || null,
    agent: agentVersion || null,
    encryption: encryptionOf(facts),
    memory: typeof memory === 'number' && memory > 0 ? memoryClass(memory) : null,
    day: receivedAt?.toISOString().slice(0, 10) ?? null,
  };
  return Object.entries(traits).flatMap(([kind, value]) => (value === null ? [] : [`${kind} ${value}`]));
}
