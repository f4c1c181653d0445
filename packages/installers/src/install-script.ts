/** The script behind `curl … | sh`: what it is told is put in as quoted text, the rest stands in files/install.sh. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { InstallerConfiguration } from '@sekisho/contracts';
import type { DownloadManifest } from './downloads.ts';
import { plainFilesFolder } from './workspace-paths.ts';

/** Texts by the name the script calls them; at most one `{parameter}` each. */
export type InstallScriptTexts = Readonly<Record<string, string>>;

export interface InstallScriptValues {
  /** Where devices reach the server, without a slash at the end. */
  readonly serverUrl: string;
  /** PEM of the root that devices pin; `null` where the certificate is one everybody trusts. */
  readonly rootPem: string | null;
  /** Hash of the organization's trust set; `null`: trust on first use. */
  readonly trustHash: string | null;
  /** Enrolment serial number, where the address named it. */
  readonly serialNumber: string | null;
  /** `null` where nothing has been built: the script says so, and fails. */
  readonly manifest: DownloadManifest | null;
  /** Of a download that was stamped: registers in place of a serial number. */
  readonly installer?: InstallerConfiguration;
  readonly texts: { readonly ja: InstallScriptTexts; readonly en: InstallScriptTexts };
}

/** For the shell, in single quotes: nothing inside is looked at. */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A text as a format of printf. */
function formatOf(text: string): string {
  return text
    .replaceAll('%', '%%')
    .replaceAll('\\', '\\\\')
    .replace(/\{[a-zA-Z]+\}/g, '%s');
}

export function assignTexts(language: 'ja' | 'en', texts: InstallScriptTexts): string[] {
  return Object.entries(texts).map(([name, text]) => {
    return `${language}_${name.replaceAll('-', '_')}=${quoteForShell(formatOf(text))}`;
  });
}

/** Lines of `architecture compression file bytes sha256`, the smallest first. */
function describeArchives(manifest: DownloadManifest | null): string {
  const bySize = [...(manifest?.archives ?? [])].sort((left, right) => left.bytes - right.bytes);
  return bySize
    .map(({ architecture, compression, fileName, bytes, sha256 }) => {
      return [architecture, compression, fileName, bytes, sha256].join(' ');
    })
    .join('\n');
}

/** A script of ours with what it shares: how it speaks and for which machine (`basics.sh`), what is done to that machine (`machine.sh`). */
export function readScript(name: string): string {
  const read = (file: string) => readFileSync(path.join(plainFilesFolder, file), 'utf8');
  return read(name)
    .replace(/^# @BASICS@$/m, () => read('basics.sh').trimEnd())
    .replace(/^# @MACHINE@$/m, () => read('machine.sh').trimEnd());
}

/** The whole script; POSIX sh. */
export function renderInstallScript(values: InstallScriptValues): string {
  const template = readScript('install.sh');
  const assignments = [
    `server=${quoteForShell(values.serverUrl)}`,
    `agent_version=${quoteForShell(values.manifest?.agentVersion ?? '')}`,
    `trust_hash=${quoteForShell(values.trustHash ?? '')}`,
    `serial=${quoteForShell(values.serialNumber ?? '')}`,
    `installer=${quoteForShell(values.installer === undefined ? '' : JSON.stringify(values.installer))}`,
    `setting=${quoteForShell(values.installer?.settingName ?? '')}`,
    `format=${values.installer?.format ?? 'silent'}`,
    `desktop_icon=${values.installer?.initial.desktopEntry === true ? 'yes' : 'no'}`,
    `root_certificate=${quoteForShell(values.rootPem?.trim() ?? '')}`,
    `archives=${quoteForShell(describeArchives(values.manifest))}`,
    ...assignTexts('ja', values.texts.ja),
    ...assignTexts('en', values.texts.en),
  ];
  return template.replace(/^# @VALUES@$/m, () => assignments.join('\n'));
}
