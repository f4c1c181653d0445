/** Installed packages of dpkg and rpm, from their own databases. */
import type { InventoryContents } from '@sekisho/contracts';
import { cleanText } from '../../any/clean-text.ts';
import type { Sources } from '../../posix/sources.ts';
import { parseDpkgStatus } from './dpkg-status.ts';
import { parseRpmList, rpmQueryFormat } from './rpm-list.ts';

export type InstalledPackage = InventoryContents['software']['packages'][number];

const mostPackages = 20_000;
/** Where rpm keeps its database: SQLite, NDB or Berkeley, below either folder. */
const rpmDatabaseFolders = ['/var/lib/rpm', '/usr/lib/sysimage/rpm'];
const rpmDatabaseFiles = ['rpmdb.sqlite', 'Packages.db', 'Packages'];

/** Orders by name, then architecture, then version, so that the same set always has the same hash. */
function byName(left: InstalledPackage, right: InstalledPackage): number {
  const key = (item: InstalledPackage) => `${item.name}\n${item.architecture}\n${item.version}`;
  const [first, second] = [key(left), key(right)];
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

/** The file list of a package is written when it is installed or upgraded; its time is dpkg's only record of when. */
async function dpkgInstallTime(sources: Sources, name: string, architecture: string): Promise<number | null> {
  const folder = '/var/lib/dpkg/info';
  const time =
    (await sources.modifiedAt(`${folder}/${name}.list`)) ??
    (await sources.modifiedAt(`${folder}/${name}:${architecture}.list`));
  return time === null ? null : Math.round(time);
}

export async function listDpkgPackages(sources: Sources): Promise<InstalledPackage[]> {
  const status = await sources.readText('/var/lib/dpkg/status');
  if (status === null) return [];
  return Promise.all(
    parseDpkgStatus(status).map(async (item) => ({
      name: cleanText(item.name),
      version: cleanText(item.version),
      architecture: cleanText(item.architecture, 64),
      publisher: cleanText(item.maintainer),
      source: 'dpkg' as const,
      installedAt: await dpkgInstallTime(sources, item.name, item.architecture),
    })),
  );
}

/** Asks the rpm tool only where a database is: on Debian the tool may be there without one, and would make it. */
export async function listRpmPackages(sources: Sources): Promise<InstalledPackage[]> {
  for (const folder of rpmDatabaseFolders) {
    const files = await sources.listFolder(folder);
    if (!rpmDatabaseFiles.some((file) => files.includes(file))) continue;
    return readRpmDatabase(sources, folder);
  }
  return [];
}

export async function readRpmDatabase(sources: Sources, folder: string): Promise<InstalledPackage[]> {
  const text = await sources.run('rpm', ['--dbpath', folder, '-qa', '--queryformat', rpmQueryFormat]);
  if (text === null) return [];
  return parseRpmList(text).map((item) => ({
    name: cleanText(item.name),
    version: cleanText(item.version),
    architecture: cleanText(item.architecture, 64),
    publisher: cleanText(item.vendor),
    source: 'rpm' as const,
    installedAt: item.installedAtMs,
  }));
}

export async function collectSoftware(sources: Sources): Promise<InventoryContents['software']> {
  const [dpkg, rpm] = await Promise.all([listDpkgPackages(sources), listRpmPackages(sources)]);
  return { packages: [...dpkg, ...rpm].sort(byName).slice(0, mostPackages) };
}
