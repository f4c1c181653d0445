/** What a policy lets a wipe erase (N18): which targets may be named, and which of them a device has. */
import { type Static, Type } from 'typebox';

/** What a wipe erases (N18). Paths of Windows and of the others stand side by side; a device takes those of its kind. */
export const WipeTargets = Type.Object({
  folders: Type.Array(Type.String({ minLength: 1, maxLength: 1024 }), { maxItems: 100 }),
  patterns: Type.Array(
    Type.Object({
      folder: Type.String({ minLength: 1, maxLength: 1024 }),
      pattern: Type.String({ minLength: 1, maxLength: 255 }),
    }),
    { maxItems: 100 },
  ),
  /** Mount points or drive letters. */
  volumes: Type.Array(Type.String({ minLength: 1, maxLength: 1024 }), { maxItems: 30 }),
  encryptionKeys: Type.Boolean(),
  shutDown: Type.Boolean(),
});
export type WipeTargets = Static<typeof WipeTargets>;

/** Of all paths and patterns of a policy together: they must fit into one signed intent. */
export const wipeTargetsMaxCharacters = 16_000;

export type WipePlatform = 'linux' | 'windows' | 'macos';
export type WipeFaultCode =
  | 'wipe-path-invalid'
  | 'wipe-pattern-invalid'
  | 'wipe-volume-invalid'
  | 'wipe-target-repeated'
  | 'wipe-targets-too-long';

const posixSegment = /^(?!\.{1,2}$)[^/\p{Cc}]{1,255}$/u;
/** What Windows takes as a name: no reserved characters, no dot or blank at the end (it drops them, and means another folder). */
const windowsSegment = /^(?!.*[. ]$)[^<>:"/\\|?*\p{Cc}]{1,255}$/u;
const wellFormed = (text: string) => text.isWellFormed();

/** `/home/taro`: absolute, no `.` or `..`, no empty part, no slash at the end. */
export function isPosixPath(text: string): boolean {
  return (
    wellFormed(text) &&
    text.startsWith('/') &&
    text
      .slice(1)
      .split('/')
      .every((part) => posixSegment.test(part))
  );
}

/** `C:\Users\taro`; no network shares: what lies on another machine is not this device's. */
export function isWindowsPath(text: string): boolean {
  const [drive = '', ...parts] = text.split('\\');
  return wellFormed(text) && isDrive(drive) && parts.length > 0 && parts.every((part) => windowsSegment.test(part));
}

function isDrive(text: string): boolean {
  return /^[A-Za-z]:$/.test(text);
}

/** A whole volume: `/`, a mount point, or a drive such as `D:`. */
export function isWipeVolume(text: string): boolean {
  return text === '/' || isPosixPath(text) || isDrive(text);
}

/** Names of files with `*` and `?`; never a path. */
export function isWipePattern(text: string): boolean {
  return wellFormed(text) && /^(?!\.{1,2}$)[^/\\<>:"|\p{Cc}]{1,255}$/u.test(text);
}

const isFolder = (text: string) => isPosixPath(text) || isWindowsPath(text);

/** What is wrong with targets beyond their schema; pointers begin below `wipeTargets`. */
export function wipeTargetFaults(targets: WipeTargets): { pointer: string; code: WipeFaultCode }[] {
  const { folders, patterns, volumes } = targets;
  const faults: { pointer: string; code: WipeFaultCode }[] = [];
  const find = (at: number, pointer: string, code: WipeFaultCode) => {
    if (at >= 0) faults.push({ pointer, code });
  };
  for (const [index, folder] of folders.entries())
    if (!isFolder(folder)) find(index, `/folders/${index}`, 'wipe-path-invalid');
  for (const [index, { folder, pattern }] of patterns.entries()) {
    if (!isFolder(folder)) find(index, `/patterns/${index}/folder`, 'wipe-path-invalid');
    if (!isWipePattern(pattern)) find(index, `/patterns/${index}/pattern`, 'wipe-pattern-invalid');
  }
  for (const [index, volume] of volumes.entries())
    if (!isWipeVolume(volume)) find(index, `/volumes/${index}`, 'wipe-volume-invalid');
  for (const [name, words] of [
    ['folders', folders],
    ['patterns', patterns.map(({ folder, pattern }) => `${folder}\n${pattern}`)],
    ['volumes', volumes],
  ] as const) {
    const repeated = words.findIndex((word, index) => words.indexOf(word) !== index);
    find(repeated, `/${name}/${repeated}`, 'wipe-target-repeated');
  }
  const characters = [...folders, ...volumes, ...patterns.flatMap(({ folder, pattern }) => [folder, pattern])];
  if (characters.join('').length > wipeTargetsMaxCharacters)
    faults.push({ pointer: '/folders', code: 'wipe-targets-too-long' });
  return faults;
}

/** Those of the targets that a device of this platform has: paths of the others are not for it. */
export function wipeTargetsOf(platform: WipePlatform, targets: WipeTargets): WipeTargets {
  const isOwn = (text: string) => text.startsWith('/') === (platform !== 'windows');
  return {
    folders: targets.folders.filter(isOwn),
    patterns: targets.patterns.filter(({ folder }) => isOwn(folder)),
    volumes: targets.volumes.filter(isOwn),
    encryptionKeys: targets.encryptionKeys,
    // Without its keys the system cannot go on: a device that erases them shuts down.
    shutDown: targets.shutDown || targets.encryptionKeys,
  };
}

/** Whether a wipe would erase nothing at all. */
export function areWipeTargetsEmpty({ folders, patterns, volumes, encryptionKeys }: WipeTargets): boolean {
  return folders.length + patterns.length + volumes.length === 0 && !encryptionKeys;
}
