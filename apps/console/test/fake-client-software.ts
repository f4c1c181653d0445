/** Utilities and add-on software in the fake API: files in parts, kept under one name each. */
import type { AddOnSoftware, AddOnSoftwareCreate, Utility } from '@sekisho/contracts';
import { Refused } from './fake-refused.ts';
import type { FakeState, Handler } from './fake-routes.ts';
import * as world from './fake-world.ts';

const utility = (id: Utility['id'], fileName: string, bytes: number, digit: string): Utility => ({
  id,
  platform: id.startsWith('linux') ? 'linux' : 'windows',
  fileName,
  version: '0.4.0',
  builtAt: '2026-11-20T03:12:00Z',
  bytes,
  sha256: digit.repeat(64),
  signed: false,
  missing: null,
  url: `/api/v1/utilities/${id}/file`,
});

/** What there is once it has been built. */
export const utilities: readonly Utility[] = [
  utility('run-as', 'SekishoRunAs.exe', 118_784, '7'),
  utility('windows-log-folder', 'SekishoLogFolder.cmd', 812, '3'),
  utility('windows-support', 'SekishoSupport.cmd', 799, 'b'),
  utility('windows-uninstall', 'SekishoUninstall.cmd', 934, '1'),
  utility('linux-log-folder', 'sekisho-log-folder.sh', 540, 'e'),
];

export const unbuiltRunAs: Utility = {
  ...utility('run-as', 'SekishoRunAs.exe', 0, '0'),
  version: null,
  builtAt: null,
  bytes: null,
  sha256: null,
};

const addOn = (number: number, some: Partial<AddOnSoftware>): AddOnSoftware => ({
  id: world.uuid(2300 + number),
  platform: 'windows',
  name: '印刷管理エージェント',
  version: '5.2.1',
  fileName: 'PrintAgentSetup_5.2.1.exe',
  bytes: 24_117_248,
  sha256: '9c'.repeat(32),
  createdAt: '2026-11-18T05:24:00Z',
  createdBy: 'admin',
  url: `/api/v1/add-on-software/${world.uuid(2300 + number)}/file`,
  ...some,
});

export function makeAddOns(): AddOnSoftware[] {
  return [
    addOn(1, {}),
    addOn(2, { name: 'VPN クライアント', version: '3.0', fileName: 'vpn-client-3.0.msi', sha256: '4f'.repeat(32) }),
  ];
}

/** Of what is called so no part is taken. */
export const unfitName = '大きすぎるもの';

/** Small, so that a small file has several. */
const partBytes = 10;
type Begun = AddOnSoftwareCreate & { readonly parts: Map<number, string> };
const begun = new WeakMap<FakeState, Map<string, Begun>>();
function begunOf(state: FakeState, id = ''): Begun {
  const found = begun.get(state)?.get(id);
  if (found === undefined) throw new Refused(404, 'add-on-software-not-found');
  return found;
}

export const clientSoftwareRoutes: [string, RegExp, Handler][] = [
  ['GET', /^\/utilities$/, (state) => ({ items: state.utilities })],
  ['GET', /^\/utilities\/([^/]+)\/file$/, () => 'the bytes of a utility'],
  ['GET', /^\/add-on-software$/, (state) => ({ items: state.addOns })],
  [
    'POST',
    /^\/add-on-software$/,
    (state, { body }) => {
      const wanted = body as AddOnSoftwareCreate;
      const isTaken = state.addOns.some(({ name, version }) => name === wanted.name && version === wanted.version);
      if (isTaken) throw new Refused(409, 'add-on-software-name-taken');
      const id = world.uuid(2350 + state.addOns.length);
      begun.set(state, new Map([[id, { ...wanted, parts: new Map() }]]));
      return { id, partBytes, parts: Math.ceil(wanted.bytes / partBytes) };
    },
  ],
  [
    'PUT',
    /^\/add-on-software\/([^/]+)\/parts\/([^/]+)$/,
    (state, { ids, body }) => {
      const { name, parts } = begunOf(state, ids[0]);
      if (name === unfitName) throw new Refused(400, 'add-on-software-part-unfit');
      parts.set(Number(ids[1]), body as unknown as string);
    },
  ],
  [
    'POST',
    /^\/add-on-software\/([^/]+)\/complete$/,
    (state, { ids: [id = ''] }) => {
      const { parts, ...wanted } = begunOf(state, id);
      const content = [...parts.keys()].sort((left, right) => left - right).map((part) => parts.get(part));
      if (content.join('').length !== wanted.bytes) throw new Refused(409, 'add-on-software-incomplete');
      const made = addOn(0, { ...wanted, id, url: `/api/v1/add-on-software/${id}/file` });
      state.addOns.push(made);
      return made;
    },
  ],
  ['GET', /^\/add-on-software\/([^/]+)\/file$/, () => 'the bytes of add-on software'],
  [
    'DELETE',
    /^\/add-on-software\/([^/]+)$/,
    (state, { ids }) => {
      state.addOns = state.addOns.filter(({ id }) => id !== ids[0]);
    },
  ],
];
