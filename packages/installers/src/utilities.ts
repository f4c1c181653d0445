/** Utilities that are handed out beside the clients (I05): the run-as tool, and short ways to commands of the agent. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { ClientPlatform, UtilityId } from '@sekisho/contracts';
import { messagesFor } from '@sekisho/messages';
import { quoteForShell } from './install-script.ts';
import type { BuiltPackage, MissingTool, StampedPackage } from './packages.ts';
import { readAgentVersion } from './program-files.ts';
import { readWindowsManifest, windowsPackagesFolder } from './windows/built-packages.ts';
import { makeKeySlot, slotBytes } from './windows/stamp-slot.ts';
import { findMissingTool, toolsOf } from './windows/windows-makers.ts';

export interface UtilityMaker {
  readonly id: UtilityId;
  readonly platform: ClientPlatform;
  readonly fileName: string;
  readonly mediaType: string;
  /** What there is; `null` as long as it has not been built, or what is missing to build it. */
  find(): Promise<Omit<BuiltPackage, 'architectures' | 'bytes'> | MissingTool | null>;
  /** @param key of the organization, for the tools that need one; 64 signs @throws when nothing has been built */
  stamp(key: string): Promise<StampedPackage>;
}

function createRunAsMaker(folder: string): UtilityMaker {
  return {
    id: 'run-as',
    platform: 'windows',
    fileName: 'SekishoRunAs.exe',
    mediaType: 'application/vnd.microsoft.portable-executable',
    async find() {
      const manifest = await readWindowsManifest(folder);
      if (manifest === null || manifest.runAs === null) return findMissingTool(toolsOf('exe'));
      const { agentVersion, builtAtMs, runAs } = manifest;
      return { agentVersion, builtAtMs, signed: runAs.signed };
    },
    async stamp(key) {
      const built = (await readWindowsManifest(folder))?.runAs;
      if (!built) throw new Error('the run-as tool has not been built');
      const file = path.join(folder, built.fileName);
      const [start, end] = [built.slotAt, built.slotAt + slotBytes];
      const parts = [{ file, start: 0, end: start }, makeKeySlot(key), { file, start: end, end: built.bytes }];
      return { parts, bytes: built.bytes };
    },
  };
}

interface ShortWay {
  readonly id: Exclude<UtilityId, 'run-as'>;
  readonly fileName: string;
  /** Of the agent. */
  readonly command: string;
  /** That the first argument is given by; `null`: all are given as they are. */
  readonly option: string | null;
}

const windowsWays: readonly ShortWay[] = [
  { id: 'windows-log-folder', fileName: 'SekishoLogFolder.cmd', command: 'log-folder', option: '--to' },
  { id: 'windows-support', fileName: 'SekishoSupport.cmd', command: 'support', option: '--to' },
  { id: 'windows-uninstall', fileName: 'SekishoUninstall.cmd', command: 'uninstall', option: null },
];

const linuxWays: readonly ShortWay[] = [
  { id: 'linux-log-folder', fileName: 'sekisho-log-folder.sh', command: 'log-folder', option: '--to' },
  { id: 'linux-support', fileName: 'sekisho-support.sh', command: 'support', option: '--to' },
  { id: 'linux-uninstall', fileName: 'sekisho-uninstall.sh', command: 'uninstall', option: null },
];

const notInstalled = (language: 'ja' | 'en') => messagesFor(language)['utility.not-installed'];

/** What the installer left removes more than the agent's own command: entries, and itself. */
function commandScript({ command, option }: ShortWay): string {
  const agent = '"%sekisho%\\sekisho-agent.cmd"';
  const all =
    command === 'uninstall' ? ['if exist "%sekisho%\\uninstall.exe" ("%sekisho%\\uninstall.exe" %* & goto end)'] : [];
  const given =
    option === null
      ? [`call ${agent} ${command} %*`]
      : [`if "%~1"=="" (call ${agent} ${command}) else (call ${agent} ${command} ${option} "%~1")`];
  const lines = [
    '@echo off',
    'setlocal',
    'chcp 65001 >nul',
    'set "sekisho=%ProgramFiles%\\Sekisho"',
    'if not exist "%sekisho%\\sekisho-agent.cmd" (',
    `  echo ${notInstalled('ja')}`,
    `  echo ${notInstalled('en')}`,
    '  exit /b 1605',
    ')',
    ...all,
    ...given,
    ':end',
    'set "code=%errorlevel%"',
    // Started by a click: what was said would be gone with the window.
    'echo %cmdcmdline% | find /i "%~nx0" >nul && pause',
    'exit /b %code%',
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}

function shellScript({ command, option }: ShortWay): string {
  const say = (language: 'ja' | 'en') => `printf '%s\\n' ${quoteForShell(notInstalled(language))}`;
  const lines = [
    '#!/bin/sh',
    'set -eu',
    'for agent in /usr/bin/sekisho-agent /usr/local/bin/sekisho-agent /opt/sekisho/agent/sekisho-agent; do',
    '  [ -x "$agent" ] || continue',
    ...(option === null ? [] : [`  [ $# -ne 1 ] || set -- ${option} "$1"`]),
    `  exec "$agent" ${command} "$@"`,
    'done',
    '{',
    `  case "\${LC_ALL:-\${LC_MESSAGES:-\${LANG:-}}}" in`,
    `    ja*) ${say('ja')} ;;`,
    `    *) ${say('en')} ;;`,
    '  esac',
    '} >&2',
    'exit 1',
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function createShortWay(platform: 'windows' | 'linux', way: ShortWay): UtilityMaker {
  const script = Buffer.from(platform === 'windows' ? commandScript(way) : shellScript(way));
  return {
    id: way.id,
    platform,
    fileName: way.fileName,
    mediaType: platform === 'windows' ? 'application/x-bat' : 'application/x-sh',
    async find() {
      const { mtimeMs } = await stat(import.meta.filename);
      return { agentVersion: await readAgentVersion(), builtAtMs: Math.round(mtimeMs), signed: false };
    },
    stamp: async () => ({ parts: [script], bytes: script.length }),
  };
}

/** @param folder where the build for Windows leaves what it made */
export function createUtilityMakers(folder: string = windowsPackagesFolder): readonly UtilityMaker[] {
  return [
    createRunAsMaker(folder),
    ...windowsWays.map((way) => createShortWay('windows', way)),
    ...linuxWays.map((way) => createShortWay('linux', way)),
  ];
}
