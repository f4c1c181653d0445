/**
 * Names of downloaded installers: `<Kind>Client<OS>_<setting>_<organizationCode>_<groupId>_<group>.<ext>` (I05). Every file system and shell
 * of every client takes them, and they can be read back. Pure.
 */
import type { ClientArchitecture, ClientKind, ClientPlatform } from './client-kinds.ts';

export interface InstallerFileName {
  readonly platform: ClientPlatform;
  /** `null`: one file for all of them. */
  readonly architecture: ClientArchitecture | null;
  readonly clientKind: ClientKind;
  readonly settingName: string;
  readonly organizationCode: string;
  /** 0: the whole organization; its name is left out. */
  readonly groupId: number;
  readonly groupName: string;
  /** With its dot. */
  readonly extension: string;
}

/** Names in it may be beginnings of what they were. */
export type ReadInstallerFileName = InstallerFileName & { readonly isShortened: boolean };

/** File systems take 255 bytes; some encrypted ones fewer, and browsers add ` (1)`. */
export const installerFileNameMaxBytes = 200;

const kindNames: Readonly<Record<ClientKind, string>> = {
  standard: 'Standard',
  'linked-clone': 'LinkedClone',
  'on-demand': 'OnDemand',
  standalone: 'Standalone',
};

interface Target {
  readonly platform: ClientPlatform;
  readonly architecture: ClientArchitecture | null;
}

const targets: Readonly<Record<string, Target>> = {
  Win: { platform: 'windows', architecture: null },
  Win32: { platform: 'windows', architecture: 'x86' },
  Win64: { platform: 'windows', architecture: 'x64' },
  WinArm64: { platform: 'windows', architecture: 'arm64' },
  Mac: { platform: 'macos', architecture: null },
  MacIntel: { platform: 'macos', architecture: 'x64' },
  MacArm64: { platform: 'macos', architecture: 'arm64' },
  Linux: { platform: 'linux', architecture: null },
  Linux32: { platform: 'linux', architecture: 'x86' },
  Linux64: { platform: 'linux', architecture: 'x64' },
  LinuxArm64: { platform: 'linux', architecture: 'arm64' },
};

/** Ends a name of which only the beginning is there. */
const shortenedMark = '~~';
const escapeMark = '~';

/**
 * What some system forbids in names or gives a meaning (`%` and `!` in batch files), what cannot be seen (controls, blanks of odd width,
 * marks that turn the direction of writing, with which an .exe looks like something else), halves of surrogate pairs.
 */
const unsafe = /[<>:"/\\|?*%!^&`$';~\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;

function escapeCodeUnit(unit: number): string {
  const digits = unit.toString(16).toUpperCase();
  return unit < 0x100 ? `${escapeMark}${digits.padStart(2, '0')}` : `${escapeMark}u${digits.padStart(4, '0')}`;
}

function escapeSign(sign: string): string {
  return Array.from({ length: sign.length }, (_, index) => escapeCodeUnit(sign.charCodeAt(index))).join('');
}

/** Each sign of the text as it is written; blanks and dots at an end would be lost somewhere. */
function writeSigns(text: string): string[] {
  const signs = [...text];
  return signs.map((sign, index) => {
    const isAtEnd = index === 0 || index === signs.length - 1;
    if (unsafe.test(sign) || (isAtEnd && (sign === ' ' || sign === '.'))) return escapeSign(sign);
    return sign === '_' ? '__' : sign;
  });
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** As many signs from the beginning as fit, with a mark where some are left out. */
function fit(signs: readonly string[], maxBytes: number): string {
  const whole = signs.join('');
  if (bytesOf(whole) <= maxBytes) return whole;
  let room = maxBytes - shortenedMark.length;
  const kept: string[] = [];
  for (const sign of signs) {
    room -= bytesOf(sign);
    if (room < 0) break;
    kept.push(sign);
  }
  return `${kept.join('')}${shortenedMark}`;
}

function targetName({ platform, architecture }: Target): string {
  const found = Object.entries(targets).find(
    ([, target]) => target.platform === platform && target.architecture === architecture,
  );
  if (found === undefined) throw new Error(`no client runs on ${platform} ${architecture}`);
  return found[0];
}

/** At most `installerFileNameMaxBytes` in UTF-8; the longer of the two names gives way first. */
export function installerFileName(name: InstallerFileName): string {
  const { groupId, extension } = name;
  const head = `${kindNames[name.clientKind]}Client${targetName(name)}_`;
  const middle = `_${name.organizationCode}_${groupId}`;
  const setting = writeSigns(name.settingName);
  const group = groupId === 0 ? [] : writeSigns(name.groupName);
  const before = groupId === 0 ? '' : '_';
  const room = installerFileNameMaxBytes - bytesOf(head + middle + before + extension);
  const [settingBytes, groupBytes] = [bytesOf(setting.join('')), bytesOf(group.join(''))];
  const half = Math.floor(room / 2);
  const settingRoom = Math.max(half, room - groupBytes);
  const groupRoom = Math.max(room - half, room - settingBytes);
  return `${head}${fit(setting, settingRoom)}${middle}${before}${fit(group, groupRoom)}${extension}`;
}

const field = '((?:[^_]|__)*)';
const pattern = new RegExp(
  `^(${Object.values(kindNames).join('|')})Client([A-Za-z0-9]+)_${field}_([0-9A-Za-z]{10})_(0|[1-9]\\d{0,9})(?:_${field})?(\\.[a-z]+)$`,
);

/** In NFC, as names are stored: some file systems take letters and their marks apart. */
function readField(written: string): string {
  return written
    .replace(/__|~u([0-9A-F]{4})|~([0-9A-F]{2})|~~$/g, (found, wide?: string, narrow?: string) => {
      if (found === '__') return '_';
      return found === shortenedMark ? '' : String.fromCharCode(Number.parseInt(wide ?? narrow ?? '', 16));
    })
    .normalize('NFC');
}

/** `null` for a name that is none of ours. */
export function readInstallerFileName(fileName: string): ReadInstallerFileName | null {
  const [, kind, os = '', setting = '', organizationCode = '', groupId, group = '', extension = ''] =
    pattern.exec(fileName) ?? [];
  const clientKind = (Object.keys(kindNames) as ClientKind[]).find((each) => kindNames[each] === kind);
  const target = Object.hasOwn(targets, os) ? targets[os] : undefined;
  if (clientKind === undefined || target === undefined) return null;
  return {
    ...target,
    clientKind,
    settingName: readField(setting),
    organizationCode,
    groupId: Number(groupId),
    groupName: readField(group),
    extension,
    isShortened: setting.endsWith(shortenedMark) || group.endsWith(shortenedMark),
  };
}
