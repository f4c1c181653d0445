/** A Mac out of recorded answers of its programs; what is not named is not installed. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createSources, type Sources } from '../../../src/os/posix/sources.ts';

const folder = path.resolve(import.meta.dirname, '../../fixtures/macos');

export const recorded = (name: string) => readFileSync(path.join(folder, name), 'utf8');

/** Of the kinds of data that were asked for, those that were recorded. */
function profile(machine: string, types: readonly string[]): string {
  const told = ['hardware', 'disks', 'applications', 'airport'].map((name) => {
    try {
      return JSON.parse(recorded(`${machine}/${name}.json`)) as Record<string, unknown>;
    } catch {
      return {};
    }
  });
  const all = Object.entries(Object.assign({}, ...told) as Record<string, unknown>);
  return JSON.stringify(Object.fromEntries(all.filter(([type]) => types.includes(type))));
}

export type Answers = Readonly<Record<string, string | null>>;

const usual: Answers = {
  'sysctl -n hw.memsize hw.physicalcpu hw.logicalcpu': '17179869184\n8\n8\n',
  'sysctl -n vm.swapusage': 'total = 2048.00M  used = 1029.25M  free = 1018.75M  (encrypted)\n',
  'sysctl -n kern.boottime': '{ sec = 1795000000, usec = 123456 } Thu Nov 18 14:26:40 2026\n',
  'defaults read /Library/Preferences/.GlobalPreferences AppleLocale': 'ja_JP\n',
  'scutil --get ComputerName': '花子のMacBook Air\n',
  'id -un 501': 'hanako\n',
};

const files: Readonly<Record<string, string>> = {
  sw_vers: 'sw_vers.txt',
  'ifconfig -a': 'ifconfig.txt',
  'networksetup -listallhardwareports': 'hardware-ports.txt',
  'route -n get default': 'route.txt',
  'scutil --dns': 'dns.txt',
  'ioreg -n Root -d1 -w0': 'console.txt',
  who: 'who.txt',
  'diskutil info -plist disk3s5': 'volume-internal.plist',
  'diskutil info -plist disk7s2': 'volume-usb.plist',
  mount: 'mount.txt',
  'diskutil info -plist /dev/disk3s5': 'volume-internal.plist',
  'diskutil info -plist D1A7A000-0000-4000-8000-000000000005': 'volume-internal.plist',
  'diskutil info -plist /': 'volume-internal.plist',
};

export interface RecordedMac extends Sources {
  readonly calls: string[];
}

/** @param answers in place of the recorded ones, by the whole command */
export function recordedMac(machine = 'laptop', answers: Answers = {}): RecordedMac {
  const calls: string[] = [];
  return {
    ...createSources(),
    calls,
    async run(program, args) {
      const command = [program, ...args].join(' ');
      calls.push(command);
      const own = answers[command];
      if (own !== undefined) return own;
      if (program === 'system_profiler') return profile(machine, args.slice(1));
      const file = files[command];
      return file === undefined ? (usual[command] ?? null) : recorded(`laptop/${file}`);
    },
    readLink: async (file) => (file === '/etc/localtime' ? '/var/db/timezone/zoneinfo/Asia/Tokyo' : null),
    modifiedAt: async (file) => (file.endsWith('.AppleSetupDone') ? 1_700_000_000_000.5 : 1),
    ownerOf: async () => 501,
    addresses: () => new Map([['en0', ['fe80::1', '192.0.2.104', '2001:db8:560::1']]]),
    hostname: () => 'hanako-mac.local',
    machine: () => 'arm64',
    kernel: () => '24.5.0',
  };
}
