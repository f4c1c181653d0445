/**
 * The proxy of the system, in this order: what was set for the whole machine (`netsh winhttp`); Internet Options of the machine where a group
 * policy makes them count alone, else those of the people who are logged on, then those of the account that runs the agent. Of Internet
 * Options, as Windows itself does: the script that the network names, the one that is set, the proxy that is set.
 */
import type { SystemProxy } from '../any/machine-network.ts';
import type { ProxyScripts } from './proxy-scripts.ts';
import type { Registry, Root } from './registry.ts';
import { isPerson } from './sid.ts';
import { detectsScripts, type InternetOptions, manualProxy, winHttpProxy } from './system-proxy.rules.ts';

const nothing: SystemProxy = { environment: {}, script: false };
const settings = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';
const policies = 'SOFTWARE\\Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

type ReadRegistry = Pick<Registry, 'read'>;

function optionsAt(registry: ReadRegistry, root: Root, key: string): InternetOptions | null {
  const connection = registry.read(root, `${key}\\Connections`, (values) => values.bytes('DefaultConnectionSettings'));
  return registry.read(root, key, (values) => ({
    detect: connection !== null && detectsScripts(connection),
    script: values.text('AutoConfigURL') ?? '',
    proxy:
      values.number('ProxyEnable') === 1
        ? manualProxy(values.text('ProxyServer') ?? '', values.text('ProxyOverride') ?? '')
        : null,
  }));
}

function internetOptions(registry: ReadRegistry, scripts: ProxyScripts): (InternetOptions | null)[] {
  const perUser = registry.read('machine', policies, (values) => values.number('ProxySettingsPerUser'));
  if (perUser === 0) return [optionsAt(registry, 'machine', settings)];
  const people = registry.read('users', '', (key) => key.keys())?.filter(isPerson) ?? [];
  return [...people.map((sid) => optionsAt(registry, 'users', `${sid}\\${settings}`)), scripts.ownOptions()];
}

/** Nothing but the web is asked for a script: a folder on the network would be told who this machine is. */
function addressOf(script: string): URL | null {
  return /^https?:\/\//i.test(script) && URL.canParse(script) ? new URL(script) : null;
}

/** `null`: nothing is set. */
async function decide(options: InternetOptions, scripts: ProxyScripts, server: URL): Promise<SystemProxy | null> {
  const { detect, script, proxy } = options;
  const detected = detect ? await scripts.ask('detect', server) : null;
  if (detected !== null) return { ...nothing, proxies: detected };
  if (script === '') return proxy;
  const address = addressOf(script);
  const said = address === null ? null : await scripts.ask(address, server);
  return said === null ? { ...(proxy ?? nothing), script: true } : { ...nothing, proxies: said };
}

export async function readSystemProxy(
  registry: ReadRegistry,
  scripts: ProxyScripts,
  server: URL,
): Promise<SystemProxy> {
  const machine = registry.read('machine', `${settings}\\Connections`, (key) => key.bytes('WinHttpSettings'));
  const set = machine === null ? null : winHttpProxy(machine);
  if (set !== null) return set;
  for (const options of internetOptions(registry, scripts)) {
    const decided = options === null ? null : await decide(options, scripts, server);
    if (decided !== null) return decided;
  }
  return nothing;
}
