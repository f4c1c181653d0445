/** The proxy of a Windows: lists and bytes as it writes them down, and who of those that set one counts. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ProxyScripts } from '../../../src/os/windows/proxy-scripts.ts';
import type { Registry, RegistryKey } from '../../../src/os/windows/registry.ts';
import {
  detectsScripts,
  type InternetOptions,
  manualProxy,
  scriptAnswer,
  winHttpProxy,
} from '../../../src/os/windows/system-proxy.rules.ts';
import { readSystemProxy } from '../../../src/os/windows/system-proxy.ts';

test.each([
  ['proxy:8080', '', { http_proxy: 'proxy:8080', https_proxy: 'proxy:8080', no_proxy: '' }],
  ['first:1;second:2', '', { http_proxy: 'first:1', https_proxy: 'first:1', no_proxy: '' }],
  ['http=a:1;https=b:2', '*.example.com;<local>', { http_proxy: 'a:1', https_proxy: 'b:2', no_proxy: '*.example.com' }],
  ['HTTPS=b:2', '10.0.0.1 intranet', { http_proxy: '', https_proxy: 'b:2', no_proxy: '10.0.0.1,intranet' }],
])('a proxy set as %s besides %s', (server, bypass, environment) => {
  expect(manualProxy(server, bypass)).toEqual({ environment, script: false });
});

test.each([
  [3, 'proxy:8080', ['proxy:8080']],
  [3, 'first:1;second:2 third:3', ['first:1', 'second:2', 'third:3']],
  [3, 'http=a:1;https=b:2;https=c:3', ['b:2', 'c:3']],
  // No proxy, whatever else is said.
  [1, '', []],
  [1, 'proxy:8080', []],
])('a script answers %i %s', (access, server, proxies) => {
  expect(scriptAnswer(access, server, 'https:')).toEqual(proxies);
});

const number = (value: number) => Buffer.from(Uint32Array.of(value).buffer);
const connection = (flags: number, server = '', bypass = '') =>
  Buffer.concat([
    ...[0x28, 0, flags, server.length].map(number),
    Buffer.from(server),
    number(bypass.length),
    Buffer.from(bypass),
  ]);

test('WinHTTP: as `netsh winhttp set proxy` leaves it; nothing out of any other bytes', () => {
  expect(winHttpProxy(connection(3, 'proxy.example:3128', '*.local'))?.environment).toMatchObject({
    ...{ https_proxy: 'proxy.example:3128', no_proxy: '*.local' },
  });
  expect(winHttpProxy(connection(1))).toBeNull();
  expect(manualProxy('socks=p:1', '')).toBeNull();
  expect([1, 9, 0xd].map((flags) => detectsScripts(connection(flags)))).toEqual([false, true, true]);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (any) => {
      winHttpProxy(any);
      detectsScripts(any);
    }),
  );
});

const settings = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';
const policies = 'SOFTWARE\\Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';
const sato = 'S-1-5-21-1-2-3-1001';
const abe = 'S-1-5-21-1-2-3-1002';

type Values = Readonly<Record<string, string | number | Buffer>>;

/** Keys with their values, as `users\…` and `machine\…`. */
function registryOf(keys: Readonly<Record<string, Values>>): Pick<Registry, 'read'> {
  return {
    read(root, key, look) {
      const names = Object.keys(keys).flatMap((each) => each.split('\\').slice(1, 2));
      if (key === '') return look({ keys: () => [...new Set(names)] } as unknown as RegistryKey);
      const values = keys[`${root}\\${key}`];
      if (values === undefined) return null;
      const value = (name: string) => values[name] ?? null;
      return look({ text: value, number: value, bytes: value } as unknown as RegistryKey);
    },
  };
}

/** Scripts that answer by where they are; `null`: they do not. */
function scriptsOf(answers: Readonly<Record<string, readonly string[]>>, own: InternetOptions | null = null) {
  const asked: string[] = [];
  const scripts: ProxyScripts = {
    async ask(place, server) {
      expect(server.href).toBe('https://sekisho.example/');
      asked.push(String(place));
      return answers[String(place)] ?? null;
    },
    ownOptions: () => own,
  };
  return { scripts, asked };
}

const pac = 'http://proxy.example/proxy.pac';
const manual = (server: string) => ({ ProxyEnable: 1, ProxyServer: server });
const environmentOf = (server: string) => ({ http_proxy: server, https_proxy: server, no_proxy: '' });
const ofUser = (user: string, values: Values, flags?: number) => ({
  [`users\\${user}\\${settings}`]: values,
  ...(flags === undefined
    ? {}
    : { [`users\\${user}\\${settings}\\Connections`]: { DefaultConnectionSettings: connection(flags) } }),
});
const ofMachine = { [`machine\\${settings}\\Connections`]: { WinHttpSettings: connection(3, 'machine:1') } };
const own = { detect: false, script: '', proxy: manualProxy('own:1', '') };

test.each([
  ['nobody said anything', {}, {}, null, { environment: {}, script: false }, []],
  [
    'the machine before people',
    { ...ofMachine, ...ofUser(sato, { AutoConfigURL: pac }) },
    { [pac]: ['said:1'] },
    own,
    { environment: environmentOf('machine:1'), script: false },
    [],
  ],
  [
    'people before the account of the agent',
    ofUser(sato, manual('sato:1')),
    {},
    own,
    { environment: environmentOf('sato:1'), script: false },
    [],
  ],
  [
    'of people the first who has set anything',
    { ...ofUser(sato, { ProxyEnable: 0, ProxyServer: 'off:1' }), ...ofUser(abe, manual('abe:1')) },
    {},
    null,
    { environment: environmentOf('abe:1'), script: false },
    [],
  ],
  ['the account of the agent at last', ofUser(sato, {}), {}, own, { environment: environmentOf('own:1') }, []],
  [
    'what the network names before what is set',
    ofUser(sato, { AutoConfigURL: pac, ...manual('sato:1') }, 0xd),
    { detect: ['found:1', 'found:2'], [pac]: ['said:1'] },
    null,
    { environment: {}, script: false, proxies: ['found:1', 'found:2'] },
    ['detect'],
  ],
  [
    'a script before a proxy, also where it says that there is to be none',
    ofUser(sato, { AutoConfigURL: pac, ...manual('sato:1') }, 9),
    { [pac]: [] },
    null,
    { environment: {}, script: false, proxies: [] },
    ['detect', pac],
  ],
  [
    'a script that does not answer: the proxy beside it, and the trouble is told',
    ofUser(sato, { AutoConfigURL: pac, ...manual('sato:1') }),
    {},
    own,
    { environment: environmentOf('sato:1'), script: true },
    [pac],
  ],
  [
    'a network that names none is no trouble',
    ofUser(sato, {}, 9),
    {},
    null,
    { environment: {}, script: false },
    ['detect'],
  ],
  [
    'no folder of the network is asked for a script',
    ofUser(sato, { AutoConfigURL: 'file://192.0.2.1/share/proxy.pac' }),
    { 'file://192.0.2.1/share/proxy.pac': ['said:1'] },
    null,
    { environment: {}, script: true },
    [],
  ],
  [
    'a group policy makes the settings of the machine count alone',
    {
      [`machine\\${policies}`]: { ProxySettingsPerUser: 0 },
      [`machine\\${settings}`]: manual('all:1'),
      ...ofUser(sato, manual('sato:1')),
    },
    {},
    own,
    { environment: environmentOf('all:1'), script: false },
    [],
  ],
] as const)('%s', async (_, keys: Readonly<Record<string, Values>>, answers, ownOptions, expected, askedFor) => {
  const { scripts, asked } = scriptsOf(answers, ownOptions);
  const found = await readSystemProxy(registryOf(keys), scripts, new URL('https://sekisho.example/'));
  expect(found).toMatchObject(expected);
  expect(found.proxies).toEqual('proxies' in expected ? expected.proxies : undefined);
  expect(asked).toEqual(askedFor);
});
