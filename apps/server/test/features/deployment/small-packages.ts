/** Small archives where the server looks for large ones: the real makers make installers of them, in a moment. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type InstallerConfiguration, type InstallerSettingCreate, inventorySectionChoices } from '@sekisho/contracts';
import { createPackageMakers, openDownloads, type PackageMaker } from '@sekisho/installers';
import { installerTexts } from '@sekisho/server/features/downloads/index';
import type { Platform } from '@sekisho/server/platform/feature';
import { assemble } from '@sekisho/server/wiring';

export interface SmallPackages extends Disposable {
  readonly makers: readonly PackageMaker[];
  readonly assemble: (platform: Platform) => ReturnType<typeof assemble>;
}

export function smallPackages(): SmallPackages {
  const folder = mkdtempSync(path.join(tmpdir(), 'sekisho-packages-'));
  const archives = (['x64', 'arm64'] as const).map((architecture) => {
    const bytes = gzipSync(Buffer.from(`the agent for ${architecture}`.repeat(2_000)));
    const fileName = `agent-linux-${architecture}.tar.gz`;
    writeFileSync(path.join(folder, fileName), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { fileName, architecture, compression: 'gzip', bytes: bytes.length, sha256 };
  });
  const manifest = { agentVersion: '0.4.0', runtimeVersion: '26.10.0', fingerprint: 'small', archives };
  writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
  // Whether others are built depends on the machine.
  const all = createPackageMakers({ downloads: openDownloads(folder), texts: installerTexts, mailFrom: null });
  const makers = all.filter(({ id }) => id === 'linux-run');
  return {
    makers,
    assemble: (platform) => assemble(platform, makers),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const anInstallerSetting: InstallerSettingCreate = {
  platform: 'linux',
  clientKind: 'on-demand',
  name: '営業部の端末',
  format: 'silent',
  initial: {
    policyCode: 'A01',
    language: 'ja',
    proxy: { mode: 'none', ipv4: null, ipv6: null, locked: false },
    operationLog: true,
    externalDeviceControl: false,
    trayIcon: true,
    desktopEntry: true,
    uninstallPassword: true,
    restartPrompt: false,
    inventoryAfterInstall: true,
    inventorySections: [...inventorySectionChoices],
  },
};

/** What was stamped into a file: the line of JSON in its script. */
export function configurationIn({ body }: { readonly body: Buffer }): InstallerConfiguration {
  const line = /^\{"version":1,.*\}$/m.exec(body.toString('latin1'));
  if (line === null) throw new Error('nothing is stamped into this file');
  return JSON.parse(Buffer.from(line[0], 'latin1').toString()) as InstallerConfiguration;
}
