/** Makes the .msi by wixl: without a wizard, for group policies and other tools that hand out packages. 64-bit Windows. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { WindowsProgramFile } from './program.ts';
import { makeSlot } from './stamp-slot.ts';

const run = promisify(execFile);

/** What versions have in common; never to be changed. */
const upgradeCode = 'F3A0C9A5-5B5E-4C0B-9C6B-2C9D8F1E7A41';

/** One for each version: Windows Installer repairs the same one and upgrades to another. */
function productCode(version: string): string {
  const digest = createHash('sha256').update(`${upgradeCode} ${version}`).digest('hex').toUpperCase();
  const parts = [
    digest.slice(0, 8),
    digest.slice(8, 12),
    digest.slice(12, 16),
    digest.slice(16, 20),
    digest.slice(20, 32),
  ];
  return parts.join('-');
}

/** Group files below one folder of the program each; ids are made of numbers. */
function foldersOf(
  files: readonly WindowsProgramFile[],
): Map<string, { readonly name: string; readonly id: string }[]> {
  const folders = new Map<string, { readonly name: string; readonly id: string }[]>();
  files.forEach(({ name }, index) => {
    const folder = path.dirname(name);
    folders.set(folder, [...(folders.get(folder) ?? []), { name, id: `File${index}` }]);
  });
  return folders;
}

/** In the Start menu. It leads to what the installer of the other kind leads to; its name is the same in every language. */
const menuEntry = (file: string) =>
  `<Shortcut Id="MenuEntry" Directory="ProgramMenuFolder" Name="Sekisho" Target="[#${file}]" WorkingDirectory="PROGRAMFOLDER" Icon="SekishoIcon"/>`;
const inMenu = '--menu-shortcut &quot;[ProgramMenuFolder]Sekisho.lnk&quot;';
/** Behind CreateShortcuts. By number: told by name, wixl puts RemoveExistingProducts where Windows Installer refuses it. */
const setUpAt = 4510;

const component = (id: string, inside: string) => `<Component Id="${id}" Guid="*" Win64="yes">${inside}</Component>`;

/** The runtime is the service's: nothing of it is replaced or removed while it runs. After a repair it runs again. */
const service = '<ServiceControl Id="Service" Name="SekishoAgent" Start="install" Stop="both" Wait="yes"/>';

function folderXml(folder: string, index: number, files: readonly { readonly name: string; readonly id: string }[]) {
  const components = files.map(({ name, id }) => {
    const file = `<File Id="${id}" KeyPath="yes" Name="${path.basename(name)}" Source="${name}"/>`;
    const more = name === 'node.exe' ? service : name === 'Sekisho.exe' ? menuEntry(id) : '';
    return component(`Part${id}`, file + more);
  });
  const inside = components.join('\n');
  return folder === '.' ? inside : `<Directory Id="Folder${index}" Name="${folder}">${inside}</Directory>`;
}

const runs = (command: string) => `&quot;[PROGRAMFOLDER]setup.cjs&quot; ${command}`;
const log = '--log &quot;[TempFolder]SekishoClientInstall.log&quot;';

/**
 * Custom actions run as SYSTEM after the files are there, and before they go. A password stays out of Windows Installer's log. Whoever is logged on
 * may have an installed product repaired, out of any package that says it is the same: then nothing of it is read, and nothing of ours runs.
 */
const actions = (runtime: string) => `
<Property Id="MsiHiddenProperties" Value="UNINSTALLPASSWORD"/>
<CustomAction Id="SetUp" FileKey="${runtime}" Execute="deferred" Impersonate="no" Return="check"
  ExeCommand="${runs(`install --package &quot;[OriginalDatabase]&quot; ${inMenu} ${log}`)}"/>
<CustomAction Id="TakeAway" FileKey="${runtime}" Execute="deferred" Impersonate="no" Return="check"
  ExeCommand="${runs(`uninstall --password-text &quot;[UNINSTALLPASSWORD]&quot; --password &quot;[UNINSTALLPASSWORDFILE]&quot; ${log}`)}"/>
<InstallExecuteSequence>
  <Custom Action="SetUp" Sequence="${setUpAt}">NOT Installed</Custom>
  <Custom Action="TakeAway" After="InstallInitialize">REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE</Custom>
</InstallExecuteSequence>`;

function productXml(version: string, files: readonly WindowsProgramFile[]): string {
  const folders = [...foldersOf(files)];
  const tree = folders.map(([folder, inside], index) => folderXml(folder, index, inside)).join('\n');
  const references = files.map((_, index) => `<ComponentRef Id="PartFile${index}"/>`).join('\n');
  return `<?xml version="1.0" encoding="utf-8"?>
<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
<Product Id="${productCode(version)}" Name="Sekisho client" Language="1033" Version="${version}" Manufacturer="Sekisho" UpgradeCode="${upgradeCode}">
<Package InstallerVersion="500" Compressed="yes" InstallScope="perMachine" Description="Sekisho client ${version}"/>
<MajorUpgrade DowngradeErrorMessage="A newer version is installed."/>
<Media Id="1" Cabinet="files.cab" EmbedCab="yes"/>
<Condition Message="Administrator rights are needed.">Privileged</Condition>
<Condition Message="Windows 10 or later is needed.">VersionNT &gt;= 603</Condition>
<Icon Id="SekishoIcon" SourceFile="sekisho.ico"/>
<Property Id="ARPPRODUCTICON" Value="SekishoIcon"/>
<Property Id="ARPNOMODIFY" Value="1"/>
<Property Id="ARPNOREPAIR" Value="1"/>
<Binary Id="InstallerConfiguration" SourceFile="slot.bin"/>
<Directory Id="TARGETDIR" Name="SourceDir">
<Directory Id="ProgramFiles64Folder">
<Directory Id="PROGRAMFOLDER" Name="Sekisho">
${tree}
</Directory>
</Directory>
<Directory Id="ProgramMenuFolder"/>
</Directory>
<Feature Id="Client" Level="1">
${references}
</Feature>
${actions(`File${files.findIndex(({ name }) => name === 'node.exe')}`)}
</Product>
</Wix>
`;
}

/** wixl passes on only those of an upgrade to the part that runs as SYSTEM. */
const properties = 'WIX_DOWNGRADE_DETECTED;WIX_UPGRADE_DETECTED;UNINSTALLPASSWORD;UNINSTALLPASSWORDFILE';
const passProperties = `UPDATE \`Property\` SET \`Value\`='${properties}' WHERE \`Property\`='SecureCustomProperties'`;

/** `HideTarget`, which wixl forgets: run as SYSTEM after the script is written, its command line not logged. */
const takeAwayType = 0x12 | 0x400 | 0x800 | 0x2000;
const hidePassword = `UPDATE \`CustomAction\` SET \`Type\`=${takeAwayType} WHERE \`Action\`='TakeAway'`;

/** @param stage where the program's files stand, by their names @throws with what wixl said */
export async function makeMsi(
  stage: string,
  files: readonly WindowsProgramFile[],
  version: string,
  outFile: string,
): Promise<void> {
  await writeFile(path.join(stage, 'slot.bin'), makeSlot(null));
  await writeFile(path.join(stage, 'client.wxs'), productXml(version, files));
  await run('wixl', ['--arch', 'x64', '--output', outFile, 'client.wxs'], { cwd: stage });
  await run('msibuild', [outFile, '-q', passProperties, hidePassword]);
}
