/** Software and figures over all devices, changes of one, and saved searches, as the fake API tells them. */
import type {
  InventoryChangeList,
  InventoryDifference,
  InventoryFigures,
  InventoryLeftOut,
  SavedSearch,
  SavedSearchSave,
  SoftwareDetail,
  SoftwareList,
  SoftwareTitle,
} from '@sekisho/contracts';
import type { FakeRoute } from './fake-routes.ts';
import { nowMs, uuid } from './fake-world.ts';

const dayMs = 86_400_000;
/** By the browser's own clock, which is not that of the fake world. */
const today = (daysAgo: number) => new Date(Date.now() - daysAgo * dayMs).toISOString().slice(0, 10);
const dayAgo = (days: number) => new Date(nowMs - days * dayMs).toISOString();

const leftOut: InventoryLeftOut['items'] = [
  { section: 'software', devices: 12, policies: [{ code: 'A03', name: '研究所' }] },
];

const titles: SoftwareTitle[] = [
  { id: 1, name: 'Firefox', publisher: 'Mozilla', devices: 182, versions: 4 },
  { id: 2, name: '業務アプリケーション', publisher: '株式会社サンプル', devices: 120, versions: 2 },
  { id: 3, name: 'openssh-server', publisher: 'Debian OpenSSH Maintainers', devices: 95, versions: 3 },
  ...Array.from({ length: 20 }, (_, at) => ({
    id: 10 + at,
    name: `lib${(at * 7919).toString(36)}`,
    publisher: 'Debian Maintainers',
    devices: 60 - at,
    versions: 1 + (at % 3),
  })),
];

function softwareOf(id: number): SoftwareDetail | undefined {
  const title = titles.find((each) => each.id === (id >= 1000 ? Math.floor(id / 1000) : id));
  if (title === undefined) return undefined;
  const versions = Array.from({ length: title.versions }, (_, at) => ({
    id: title.id * 1000 + at,
    version: `${146 - at}.0.${at}`,
    devices: Math.max(1, Math.round(title.devices / 2 ** (at + 1))),
  }));
  return { title, version: versions.find((each) => each.id === id)?.version ?? null, versions };
}

function list(query: URLSearchParams): SoftwareList {
  const keyword = query.get('keyword') ?? '';
  const items = titles.filter(({ name, publisher }) => name.includes(keyword) || publisher.includes(keyword));
  if (query.get('sort') === 'name') items.sort((left, right) => (left.name < right.name ? -1 : 1));
  return { items, nextCursor: null };
}

const figures: InventoryFigures = {
  os: [
    { value: 'Windows 11 Pro 10.0.26100', devices: 96 },
    { value: 'Debian GNU/Linux 12 (bookworm)', devices: 61 },
    { value: 'macOS 15.2', devices: 31 },
  ],
  agent: [
    { value: '0.4.0', devices: 150 },
    { value: '0.3.0', devices: 38 },
  ],
  encryption: [
    { value: 'encrypted', devices: 160 },
    { value: 'not-encrypted', devices: 22 },
    { value: 'unknown', devices: 6 },
  ],
  memory: [
    { value: '16', devices: 110 },
    { value: '32', devices: 58 },
    { value: '8', devices: 20 },
  ],
  day: [
    { value: today(0), devices: 140 },
    { value: today(5), devices: 30 },
    { value: today(60), devices: 18 },
  ],
  software: titles.slice(0, 10).map(({ id, name, devices }) => ({ id, name, devices })),
  devices: 188,
  waiting: 3,
};

const changes: InventoryChangeList = {
  items: [
    {
      at: dayAgo(1),
      collectedAt: dayAgo(1),
      changes: {
        software: [
          { name: 'Firefox', publisher: 'Mozilla', removed: ['145.0'], added: ['146.0'] },
          { name: '業務アプリケーション', publisher: '株式会社サンプル', removed: [], added: ['3.2'] },
          { name: 'telnet', publisher: 'Debian Maintainers', removed: ['0.17'], added: [] },
        ],
        facts: [
          { thing: 'system', name: '', field: 'memoryBytes', before: 17_179_869_184, after: 34_359_738_368 },
          { thing: 'volume', name: '/home', field: 'encrypted', before: true, after: false },
          { thing: 'interface', name: 'eth0', field: 'addresses', before: '192.0.2.7', after: '198.51.100.7' },
        ],
      },
    },
    {
      at: dayAgo(8),
      collectedAt: dayAgo(8),
      changes: {
        software: [],
        facts: [{ thing: 'operating-system', name: '', field: 'kernel', before: '6.1.0-47', after: '6.1.0-48' }],
      },
    },
  ],
  nextCursor: null,
};

function difference(query: URLSearchParams): InventoryDifference {
  const since = Date.parse(query.get('since') ?? '');
  const none = { software: [], facts: [] };
  return since > nowMs - dayMs ? { times: 0, changes: none } : { times: 2, changes: changes.items[0]?.changes ?? none };
}

export const makeSavedSearches = (): SavedSearch[] => [
  { id: uuid(900), name: '長期不在', shared: true, view: { unseenDays: 30 }, madeBy: 'admin', mayChange: true },
  { id: uuid(901), name: '営業部の Firefox', shared: false, view: { software: 1 }, madeBy: 'admin', mayChange: true },
];

const saved = (id: string, save: SavedSearchSave): SavedSearch => ({ ...save, id, madeBy: 'admin', mayChange: true });

export const fleetInventoryRoutes: FakeRoute[] = [
  ['GET', /^\/software$/, (_state, { query }) => list(query)],
  ['GET', /^\/software\/(\d+)$/, (_state, { ids }) => softwareOf(Number(ids[0]))],
  ['GET', /^\/inventory\/figures$/, () => figures],
  ['GET', /^\/inventory\/left-out$/, () => ({ items: leftOut })],
  ['GET', /^\/devices\/([^/]+)\/inventory\/changes$/, () => changes],
  ['GET', /^\/devices\/([^/]+)\/inventory\/difference$/, (_state, { query }) => difference(query)],
  ['GET', /^\/saved-searches$/, (state) => ({ items: state.savedSearches })],
  [
    'POST',
    /^\/saved-searches$/,
    (state, { body }) => {
      const search = saved(uuid(910 + state.savedSearches.length), body as unknown as SavedSearchSave);
      state.savedSearches.push(search);
      return search;
    },
  ],
  [
    'PUT',
    /^\/saved-searches\/([^/]+)$/,
    (state, { ids, body }) => {
      const search = saved(ids[0] ?? '', body as unknown as SavedSearchSave);
      state.savedSearches = state.savedSearches.map((each) => (each.id === search.id ? search : each));
      return search;
    },
  ],
  [
    'DELETE',
    /^\/saved-searches\/([^/]+)$/,
    (state, { ids }) =>
      void Object.assign(state, { savedSearches: state.savedSearches.filter(({ id }) => id !== ids[0]) }),
  ],
];
