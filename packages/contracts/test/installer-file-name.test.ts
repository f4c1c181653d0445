/** Names of installers: as the manual has them, safe wherever they are saved, read back as what they were. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ClientArchitecture,
  type ClientKind,
  type ClientPlatform,
  clientKindsOf,
  type InstallerFileName,
  installerFileName,
  installerFileNameMaxBytes,
  readInstallerFileName,
} from '../src/index.ts';

const bytesOf = (text: string) => Buffer.byteLength(text);
const plain: InstallerFileName = {
  platform: 'windows',
  architecture: 'x64',
  clientKind: 'standard',
  settingName: 'スタンダードクライアント',
  organizationCode: 'ABCDE12345',
  groupId: 3,
  groupName: '営業部',
  extension: '.exe',
};

const names: fc.Arbitrary<InstallerFileName> = fc
  .record({
    target: fc.constantFrom<[ClientPlatform, ClientArchitecture | null]>(
      ['windows', null],
      ['windows', 'x86'],
      ['windows', 'x64'],
      ['windows', 'arm64'],
      ['macos', null],
      ['linux', null],
      ['linux', 'arm64'],
    ),
    clientKind: fc.constantFrom<ClientKind>(...clientKindsOf.windows),
    settingName: fc.string({ unit: 'binary', maxLength: 100 }),
    organizationCode: fc.stringMatching(/^[0-9A-Z]{10}$/),
    groupId: fc.nat({ max: 2_147_483_647 }),
    groupName: fc.string({ unit: 'grapheme', maxLength: 60 }),
    extension: fc.constantFrom('.exe', '.msi', '.pkg', '.deb', '.rpm', '.sh', '.run'),
  })
  .map(({ target: [platform, architecture], settingName, groupName, groupId, ...rest }) => ({
    ...rest,
    platform,
    architecture,
    groupId,
    settingName: settingName.normalize('NFC'),
    groupName: groupId === 0 ? '' : groupName.normalize('NFC'),
  }));

describe('the name of an installer', () => {
  it.each<[Partial<InstallerFileName>, string]>([
    [{}, 'StandardClientWin64_スタンダードクライアント_ABCDE12345_3_営業部.exe'],
    [{ architecture: 'x86' }, 'StandardClientWin32_スタンダードクライアント_ABCDE12345_3_営業部.exe'],
    [
      { architecture: 'arm64', clientKind: 'linked-clone' },
      'LinkedCloneClientWinArm64_スタンダードクライアント_ABCDE12345_3_営業部.exe',
    ],
    [{ architecture: null, extension: '.msi', settingName: 'a' }, 'StandardClientWin_a_ABCDE12345_3_営業部.msi'],
    [
      { platform: 'macos', architecture: null, extension: '.pkg', settingName: 'a' },
      'StandardClientMac_a_ABCDE12345_3_営業部.pkg',
    ],
    [
      { platform: 'linux', clientKind: 'on-demand', extension: '.run', settingName: 'a' },
      'OnDemandClientLinux64_a_ABCDE12345_3_営業部.run',
    ],
    [{ clientKind: 'standalone', settingName: 'a', groupId: 0 }, 'StandaloneClientWin64_a_ABCDE12345_0.exe'],
    [{ settingName: 'a_b', groupName: '_' }, 'StandardClientWin64_a__b_ABCDE12345_3___.exe'],
    [{ settingName: '../a:b', groupName: '%PATH%' }, 'StandardClientWin64_~2E.~2Fa~3Ab_ABCDE12345_3_~25PATH~25.exe'],
    [
      { settingName: 'gnp.\u202eexe', groupName: ' x. ' },
      'StandardClientWin64_gnp.~u202Eexe_ABCDE12345_3_~20x.~20.exe',
    ],
  ])('%o', (changes, expected) => {
    const name = { ...plain, ...changes };
    expect(installerFileName(name)).toBe(expected);
    const groupName = name.groupId === 0 ? '' : name.groupName;
    expect(readInstallerFileName(expected)).toEqual({ ...name, groupName, isShortened: false });
  });

  it('is read back; what did not fit, as its beginning', () => {
    fc.assert(
      fc.property(names, (name) => {
        const { isShortened, ...read } = readInstallerFileName(installerFileName(name)) ?? { isShortened: null };
        if (isShortened === false) expect(read).toEqual(name);
        else {
          const { settingName, groupName } = read as InstallerFileName;
          expect(name.settingName.startsWith(settingName) && name.groupName.startsWith(groupName)).toBe(true);
          expect({ ...read, settingName: '', groupName: '' }).toEqual({ ...name, settingName: '', groupName: '' });
        }
      }),
    );
  });

  it('survives a file system that takes letters and their marks apart', () => {
    fc.assert(
      fc.property(names, (name) => {
        const fileName = installerFileName(name);
        expect(readInstallerFileName(fileName.normalize('NFD'))).toEqual(readInstallerFileName(fileName));
      }),
    );
  });

  it('is one that every file system, shell and header takes', () => {
    fc.assert(
      fc.property(names, (name) => {
        const fileName = installerFileName(name);
        expect(bytesOf(fileName)).toBeLessThanOrEqual(installerFileNameMaxBytes);
        expect(fileName).toMatch(/^[A-Z][^<>:"/\\|?*%!^&`$';\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+[a-z]$/u);
      }),
    );
  });

  it('shortens the longer name first, and keeps a short one whole', () => {
    const fileName = installerFileName({ ...plain, settingName: '設'.repeat(100) });
    expect(bytesOf(fileName)).toBeGreaterThan(installerFileNameMaxBytes - 4);
    expect(readInstallerFileName(fileName)).toMatchObject({ groupName: '営業部', isShortened: true });
    const both = installerFileName({ ...plain, settingName: '設'.repeat(100), groupName: '部'.repeat(100) });
    const read = readInstallerFileName(both);
    expect([read?.settingName.length, read?.groupName.length]).toEqual([26, 26]);
  });

  it.each([
    'setup.exe',
    'StandardClientBeOS_a_ABCDE12345_3_b.exe',
    'MobileClientWin64_a_ABCDE12345_3_b.exe',
    'StandardClientWin64_a_ABCDE1234_3_b.exe',
    'StandardClientWin64_a_ABCDE12345_03_b.exe',
    'StandardClientWin64_a_ABCDE12345_3_b_c.exe',
    'StandardClientconstructor_a_ABCDE12345_3_b.exe',
  ])('%s is none of ours', (fileName) => {
    expect(readInstallerFileName(fileName)).toBeNull();
  });

  it('says where there is no such client', () => {
    expect(() => installerFileName({ ...plain, platform: 'macos', architecture: 'x86' })).toThrow('macos x86');
  });
});
