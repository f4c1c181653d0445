/** What support is given of a Windows: installer, logs, proxies, configuration, event logs, folders and our part of the registry (I06). */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir, uptime } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { agentVersion } from '../../agent-version.ts';
import type { Machine } from '../../machine.ts';
import type { SupportPort, SupportSource } from '../../support/support-source.ts';
import { configuration, listing, logFiles, textOf, writeSupportFile } from '../any/support-files.ts';
import { readOsRegistry } from './collect/facts.ts';
import { readUninstallKeys, uninstallKey } from './collect/software.ts';
import { osNameOf, osVersionOf } from './os-name.rules.ts';
import type { Places } from './places.ts';
import { readSystemProxy } from './system-proxy.ts';
import type { WindowsApi } from './windows-api.ts';

const run = promisify(execFile);
const timeoutMs = 120_000;
const millisecondsOfDay = 86_400_000;
const publisher = 'Sekisho';
const ownKeys = [
  'HKLM\\SOFTWARE\\Sekisho',
  `HKLM\\${uninstallKey}\\Sekisho`,
  'HKLM\\SYSTEM\\CurrentControlSet\\Services\\SekishoAgent',
];
/** As the installers' scripts and `setup.cjs` write them. */
const installLogs = ['SekishoClientInstall.log', 'SekishoClientUninstall.log'];

export interface SupportOptions extends Pick<Machine, 'askAgent' | 'readConfig'> {
  readonly places: Places;
  readonly api: Pick<WindowsApi, 'registry' | 'security' | 'proxyScripts'>;
}

/** UTF-16 with its mark, as programs of Windows write text, or UTF-8. */
export function decodeText(bytes: Buffer): string {
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return bytes.toString(isWide ? 'utf16le' : 'utf8').replace(/^\ufeff/, '');
}

/** What a program of Windows writes into a file; `null` where there is no such program, or nothing to write. */
async function writtenBy(program: string, argsFor: (file: string) => readonly string[]): Promise<Buffer | null> {
  if (!existsSync(program)) return null;
  const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-support-'));
  const file = path.join(scratch, 'written');
  try {
    await run(program, [...argsFor(file)], { timeout: timeoutMs, windowsHide: true });
    if (!existsSync(file)) throw new Error(`${path.win32.basename(program)} has written nothing`);
    return readFileSync(file);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function versions({ registry }: SupportOptions['api']): string {
  const os = readOsRegistry({ registry });
  const installed = readUninstallKeys({ registry }, 'machine', uninstallKey, '64').filter(
    (each) => each.publisher === publisher,
  );
  return [
    `agent: ${agentVersion}`,
    `runtime: ${process.version} ${process.arch}`,
    ...installed.map(({ name, version }) => `installed: ${name} ${version}`),
    `system: ${osNameOf(os)} ${osVersionOf(os)}`,
    `up for: ${Math.round(uptime())} s`,
    '',
  ].join('\n');
}

/** Of who runs this, and of the system, which the `.msi` runs as. */
function installLog({ systemFolder }: Places): string | null {
  const folders = new Set([tmpdir(), path.win32.join(path.win32.dirname(systemFolder), 'Temp')]);
  const files = [...folders].flatMap((folder) => installLogs.map((name) => path.join(folder, name)));
  const texts = files.filter((file) => existsSync(file)).map((file) => `${file}\n${decodeText(readFileSync(file))}`);
  return texts.length === 0 ? null : texts.join('\n');
}

async function proxySettings({ places, api, readConfig }: SupportOptions): Promise<string> {
  const config = await readConfig();
  const installed = config?.installed?.initial.proxy;
  const said = {
    device: config?.proxy ?? null,
    installerMode: installed?.mode ?? null,
    installerIpv4: installed?.ipv4 ?? null,
    installerIpv6: installed?.ipv6 ?? null,
    system: config === null ? null : await readSystemProxy(api.registry, api.proxyScripts, new URL(config.server)),
  };
  return `${JSON.stringify(said, null, 2)}\nlast that worked: ${textOf(places.workedProxyFile) ?? 'none yet'}\n`;
}

/** Each key that is there, as the registry editor would save them together. */
async function registryExport({ systemFolder }: Places): Promise<string | null> {
  const program = path.win32.join(systemFolder, 'reg.exe');
  const texts = await Promise.all(
    ownKeys.map((key) => writtenBy(program, (file) => ['export', key, file, '/y']).catch(() => null)),
  );
  const found = texts.flatMap((bytes) =>
    bytes === null ? [] : decodeText(bytes).split(/\r?\n/).slice(1).join('\r\n'),
  );
  return found.length === 0 ? null : `Windows Registry Editor Version 5.00\r\n${found.join('')}`;
}

function eventLog({ systemFolder }: Places, log: string, days: number): Promise<Buffer | null> {
  const newer = `*[System[TimeCreated[timediff(@SystemTime) <= ${days * millisecondsOfDay}]]]`;
  const program = path.win32.join(systemFolder, 'wevtutil.exe');
  return writtenBy(program, (file) => ['epl', log, file, `/q:${newer}`, '/ow:true']);
}

function folders({ stateFolder, configFile, programFolder }: Places): string {
  const ours = [stateFolder, path.dirname(configFile), ...(programFolder === null ? [] : [programFolder])];
  return [...new Set(ours)].flatMap(listing).join('\n');
}

function sourcesOf(options: SupportOptions, days: number): SupportSource[] {
  const { places, api, askAgent } = options;
  return [
    { name: 'versions.txt', read: async () => versions(api) },
    { name: 'status.json', read: async () => JSON.stringify(await askAgent({ do: 'status' }), null, 2) },
    { name: 'install.log', read: async () => installLog(places) },
    { name: 'configuration.json', read: async () => configuration(places) },
    { name: 'proxy.txt', read: () => proxySettings(options) },
    { name: 'agent.log', read: async () => logFiles(places.logFile) },
    { name: 'application.evtx', read: () => eventLog(places, 'Application', days) },
    { name: 'system.evtx', read: () => eventLog(places, 'System', days) },
    { name: 'folders.txt', read: async () => folders(places) },
    { name: 'registry.reg', read: () => registryExport(places) },
  ];
}

export function createSupport(options: SupportOptions): SupportPort {
  return {
    nowMs: Date.now,
    sources: (days) => sourcesOf(options, days),
    async write(file, content) {
      await writeSupportFile(file, new Uint8Array());
      options.api.security.protectFile(file);
      await writeSupportFile(file, content, 'r+');
    },
  };
}
