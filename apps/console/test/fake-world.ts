/** A small organization with devices in every state, as values of the contract: what the fake API tells. */
import type {
  Command,
  DeviceDetail,
  DeviceGroup,
  DeviceNetwork,
  DeviceStateName,
  LockHistoryEntry,
  Policy,
  Session,
  SystemInformation,
  TimelineEntry,
  UninstallPassword,
} from '@sekisho/contracts';
import { defaultPolicySettings, permissions, unlockKeyFileName } from '@sekisho/contracts';

export const nowMs = Date.UTC(2026, 10, 22, 0, 30, 0);
const ago = (ms: number) => new Date(nowMs - ms).toISOString();
const minuteMs = 60_000;
const dayMs = 86_400_000;

export function uuid(number: number): string {
  return `019ab000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

export const groups: DeviceGroup[] = [
  { id: 1, name: '営業部', devices: 120 },
  { id: 2, name: '開発部', devices: 80 },
  { id: 3, name: '大阪支社', devices: 0 },
];

export function makePolicies(): Policy[] {
  return Array.from({ length: 10 }, (_, index) => {
    const code = `A${String(index + 1).padStart(2, '0')}`;
    const settings =
      index === 1
        ? {
            ...defaultPolicySettings,
            checkInIntervalMs: 60_000,
            timerLock: { enabled: true, periodMs: 3 * dayMs },
            wipeTargets: { ...defaultPolicySettings.wipeTargets, folders: ['/home'], encryptionKeys: true },
          }
        : defaultPolicySettings;
    const name = index === 0 ? '標準' : index === 1 ? '持ち出し端末' : code;
    return {
      code,
      name,
      revision: 3 + index,
      settings,
      devices: index === 0 ? 180 : index === 1 ? 20 : 0,
      updatedAt: ago(index * dayMs),
      unlockKey: { fileName: unlockKeyFileName(code), issuedAt: ago(30 * dayMs) },
    };
  });
}

const states: DeviceStateName[] = [
  'online',
  'remote-locked',
  'offline',
  'pending',
  'timer-locked',
  'online',
  'sim-locked',
  'online',
  'wiping',
  'deregistered',
  'online',
  'timer-lock-expected',
];
const lockModes = {
  online: 'unlocked',
  offline: 'unlocked',
  pending: 'unlocked',
  'remote-locked': 'remote',
  'timer-locked': 'timer',
  'timer-lock-expected': 'unlocked',
  'sim-locked': 'sim',
  'wipe-incomplete': 'wiping',
  wiped: 'wiping',
  wiping: 'wiping',
  deregistered: 'deregistered',
  'inventory-only': 'unlocked',
} as const satisfies Record<DeviceStateName, DeviceDetail['lockMode']>;
const people = ['佐藤 花子', '鈴木 一郎', '高橋 健', 'Emma Williams', '田中 美咲', '伊藤 翔', '渡辺 直子', ''];
const systems = [
  ['Debian GNU/Linux', '12'],
  ['Ubuntu', '26.04 LTS'],
  ['Fedora Linux', '44'],
] as const;

const noSim = { registered: null, present: null };

export function makeDevice(index: number): DeviceDetail {
  const state = states[index % states.length] ?? 'online';
  const [osName, osVersion] = systems[index % systems.length] ?? systems[0];
  const group = index % 3 === 2 ? null : { id: (index % 2) + 1, name: index % 2 === 0 ? '営業部' : '開発部' };
  const policy =
    index % 10 === 1 ? { policyCode: 'A02', policyName: '持ち出し端末' } : { policyCode: 'A01', policyName: '標準' };
  return {
    id: uuid(index + 1),
    computerName: `${index % 2 === 0 ? 'tokyo' : 'osaka'}-pc-${String(index + 1).padStart(3, '0')}`,
    userName: people[index % people.length] ?? '',
    note: index % 5 === 0 ? '2027 年 3 月に更新予定' : '',
    group,
    ...policy,
    state,
    online: state === 'online' || state === 'remote-locked',
    pending: state === 'pending' || index % 17 === 1,
    lockMode: lockModes[state],
    releasedUntil: index === 6 ? new Date(nowMs + 42 * minuteMs).toISOString() : null,
    openCommand: index === 3 ? 'lock' : null,
    logonUser: state === 'online' ? `user${index}` : null,
    platform: 'linux',
    clientKind: 'standard',
    osName,
    osVersion,
    manufacturer: 'LENOVO',
    model: 'ThinkPad X13 Gen 6',
    hardwareSerialNumber: `PF5A${(1000 + index).toString(36).toUpperCase()}`,
    addresses: [`192.168.${10 + (index % 4)}.${20 + (index % 200)}`],
    agentVersion: '0.1.0',
    registeredAt: ago((index + 2) * dayMs),
    lastSeenAt: state === 'online' ? ago((index % 5) * 1000) : ago((index + 1) * 37 * minuteMs),
    timerLocksAt: state === 'timer-lock-expected' ? ago(3_600_000) : null,
    settingsRevision: { fetched: state === 'pending' ? 11 : 12, wanted: 12 },
    checkInIntervalMs: 300_000,
    releasedBy: index === 6 ? 'key' : null,
    sim: state === 'sim-locked' ? { registered: '8981100022312345678', present: '8981200033387654321' } : noSim,
  };
}

export function makeCommands(deviceId: string): Command[] {
  const common = { deviceId, code: null, noKeys: false, issuedBy: 'admin' };
  return [
    {
      ...common,
      id: uuid(901),
      kind: 'lock',
      state: 'done',
      issuedAt: ago(20 * minuteMs),
      deliveredAt: ago(20 * minuteMs - 300),
      executedAt: ago(20 * minuteMs - 500),
      completedAt: ago(20 * minuteMs - 620),
    },
    {
      ...common,
      id: uuid(902),
      kind: 'unlock',
      state: 'done',
      issuedAt: ago(dayMs),
      deliveredAt: ago(dayMs - 1000),
      executedAt: ago(dayMs - 1500),
      completedAt: ago(dayMs - 1700),
    },
    {
      ...common,
      id: uuid(903),
      kind: 'lock',
      state: 'refused',
      code: 'envelope-expired',
      issuedAt: ago(2 * dayMs),
      deliveredAt: ago(2 * dayMs - 900),
      executedAt: null,
      completedAt: ago(2 * dayMs - 1400),
    },
  ];
}

export function makeTimeline(): TimelineEntry[] {
  const entry = (number: number, what: string, agoMs: number, more: Partial<TimelineEntry> = {}): TimelineEntry => ({
    id: String(number),
    at: ago(agoMs),
    receivedAt: ago(agoMs - 200),
    what,
    commandId: null,
    commandKind: null,
    actor: null,
    detail: {},
    ...more,
  });
  const lock = { commandId: uuid(901), commandKind: 'lock' };
  return [
    entry(1, 'screen-shown', 20 * minuteMs - 560, lock),
    entry(2, 'command-done', 20 * minuteMs - 500, lock),
    entry(3, 'locked', 20 * minuteMs - 490, lock),
    entry(4, 'command-issued', 20 * minuteMs, { ...lock, actor: 'admin' }),
    entry(5, 'timer-unlocked', 3 * 3_600_000),
    entry(6, 'timer-locked', 9 * 3_600_000, { receivedAt: ago(3 * 3_600_000) }),
    entry(7, 'started', 30 * 3_600_000),
    entry(8, 'registered', 2 * dayMs),
    entry(9, 'something-new', 2 * dayMs + 1),
  ];
}

export const lockHistory: LockHistoryEntry[] = Array.from({ length: 14 }, (_, index) => {
  const what = index % 5 === 4 ? 'sim-lock' : index % 2 === 0 ? 'lock' : 'unlock';
  const atMs = (index + 1) * 5 * 3_600_000;
  return {
    id: uuid(700 + index),
    deviceId: uuid(index + 1),
    computerName: makeDevice(index).computerName,
    what,
    issuedBy: what === 'sim-lock' ? null : 'admin',
    issuedAt: what === 'sim-lock' ? null : ago(atMs),
    completedAt: index === 0 ? null : ago(atMs - 1500),
    lockedAt: what === 'unlock' || index === 0 ? null : ago(atMs - 1200),
    shutDownAt: index === 4 ? ago(atMs - 600_000) : null,
  };
});

export const session: Session = {
  administrator: { id: uuid(800), loginId: 'admin', email: 'admin@example.jp', language: 'ja', role: 'organization' },
  organization: { id: uuid(801), code: 'SK7Q2M9X4T', name: '株式会社関所' },
  permissions: [...permissions],
  secondFactor: { present: false, required: false },
};

export function makeSystem(registeredDevices: number): SystemInformation {
  return {
    organizationCode: session.organization.code,
    organizationName: session.organization.name,
    serialNumber: 'K7QM-2X9T-4HWD-8RNP',
    contractedDevices: 250,
    registeredDevices,
    version: '0.1.0',
    deviceUrl: 'https://sekisho.example.jp:8443',
    enrolmentCommand:
      'curl -fsSL --cacert - https://sekisho.example.jp:8443/install.sh | sh -s -- --server https://sekisho.example.jp:8443 --serial K7QM-2X9T-4HWD-8RNP',
    trust: { version: 1, hash: 'c0ffee0123456789abcdef0123456789abcdef0123456789abcdef0123456789' },
  };
}

/** Another one with each issue. */
export function uninstallPassword(issues: number): UninstallPassword {
  const password = ['7K2Q-MX9P-4TRW-H3NB', 'P8WD-21FZ-KQ0T-6YJE'][issues % 2] ?? '';
  return { password, issuedAt: ago(issues === 0 ? 40 * dayMs : 0) };
}

/** One device in the office cannot use the proxy of its policy. */
export function networkOf(deviceId: string | undefined): DeviceNetwork {
  if (deviceId !== uuid(1)) return { proxy: null };
  const proxy = 'http://proxy.example.jp:8080';
  const other = { proxy: 'http://[2001:db8::8]:8080', code: 'offline' };
  const at = ago(3 * 60 * minuteMs);
  return { proxy: { proxy, family: 'ipv4', code: 'proxy-auth-required', other, instead: 'direct', at } };
}
