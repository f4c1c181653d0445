/** The proxy of the system: the agent's environment, `/etc/environment`, then the desktop of whoever is logged on (GNOME, KDE). */
import type { Environment } from '@sekisho/agent-core/node';
import type { SystemProxy } from '../../any/machine-network.ts';
import type { Sources } from '../../posix/sources.ts';
import { type DconfValue, readDconf } from './dconf-file.ts';

const nothing: SystemProxy = { environment: {}, script: false };
const names = ['https_proxy', 'http_proxy', 'all_proxy', 'no_proxy'];

function proxyVariables(variables: Environment): Environment {
  const ours = Object.entries(variables).filter(([name]) => names.includes(name.toLowerCase()));
  return Object.fromEntries(ours);
}

const saysProxy = (variables: Environment): boolean =>
  Object.entries(variables).some(([name, value]) => name.toLowerCase() !== 'no_proxy' && (value ?? '') !== '');

/** pam_env(8): `NAME=value`, perhaps in quotes, perhaps after `export`. */
export function parseEnvironmentFile(text: string): Environment {
  const lines = text.split('\n').map((line) => /^\s*(?:export\s+)?([A-Za-z_]+)=(["']?)(.*?)\2\s*$/.exec(line));
  return Object.fromEntries(lines.flatMap((match) => (match === null ? [] : [[match[1], match[3]]])));
}

/** `org.gnome.system.proxy`, as dconf keeps what differs from the defaults. */
export function gnomeProxy(values: ReadonlyMap<string, DconfValue>): SystemProxy | null {
  const at = (key: string) => values.get(`/system/proxy/${key}`);
  const mode = at('mode');
  if (mode === 'auto') return { environment: {}, script: true };
  if (mode !== 'manual') return null;
  const address = (protocol: string) => {
    const [host, port] = [at(`${protocol}/host`), at(`${protocol}/port`)];
    return typeof host === 'string' && host !== '' && typeof port === 'number' && port > 0 ? `${host}:${port}` : '';
  };
  const ignored = at('ignore-hosts');
  const bypass = Array.isArray(ignored) ? ignored.join(',') : 'localhost,127.0.0.0/8,::1';
  return {
    environment: { https_proxy: address('https') || address('http'), http_proxy: address('http'), no_proxy: bypass },
    script: false,
  };
}

/** `kioslaverc`: type 1 is manual, 2 and 3 are scripts, 4 names variables of the environment. KDE writes `http://host port`. */
export function kdeProxy(text: string): SystemProxy | null {
  const section = /^\[Proxy Settings\]\n((?:(?!\[).*\n?)*)/m.exec(text)?.[1] ?? '';
  const value = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(section)?.[1]?.trim() ?? '';
  const type = value('ProxyType');
  if (type === '2' || type === '3') return { environment: {}, script: true };
  if (type !== '1') return null;
  const address = (key: string) => value(key).replace(/\s+(\d+)$/, ':$1');
  const environment = {
    https_proxy: address('httpsProxy') || address('httpProxy'),
    http_proxy: address('httpProxy'),
    no_proxy: value('NoProxyFor'),
  };
  return { environment, script: false };
}

async function homeOf(sources: Sources, user: string): Promise<string | null> {
  const passwd = (await sources.readText('/etc/passwd')) ?? '';
  const line = passwd.split('\n').find((entry) => entry.startsWith(`${user}:`));
  return line?.split(':')[5] || null;
}

async function desktopProxy(sources: Sources, user: string): Promise<SystemProxy | null> {
  const home = await homeOf(sources, user);
  if (home === null) return null;
  const dconf = await sources.readBytes(`${home}/.config/dconf/user`);
  const gnome = dconf === null ? null : gnomeProxy(readDconf(dconf));
  if (gnome !== null) return gnome;
  const kde = await sources.readText(`${home}/.config/kioslaverc`);
  return kde === null ? null : kdeProxy(kde);
}

/** @param logonUser whose desktop is asked last; `null`: nobody is logged on */
export async function readSystemProxy(
  sources: Sources,
  environment: Environment,
  logonUser: string | null,
): Promise<SystemProxy> {
  const own = proxyVariables(environment);
  if (saysProxy(own)) return { environment: own, script: false };
  const file = proxyVariables(parseEnvironmentFile((await sources.readText('/etc/environment')) ?? ''));
  if (saysProxy(file)) return { environment: file, script: false };
  return (logonUser === null ? null : await desktopProxy(sources, logonUser)) ?? nothing;
}
