/** Installers: made for a group, fetched as a file, revoked. What is stamped into one is written down, so that it can be made again. */
import { createHash } from 'node:crypto';
import {
  type AuditAction,
  type InstallerDownloadCreate,
  type InstallerPackageId,
  installerFileName,
} from '@sekisho/contracts';
import type { BuiltPackage, MissingTool, PackageMaker, StampedPackage } from '@sekisho/installers';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { Ids } from '../../platform/ids.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Groups } from '../groups/index.ts';
import type { Policies } from '../policies/index.ts';
import { type ConfigurationPorts, configurationOf } from './installer-configuration.ts';
import { isFit, isInGroups, namedArchitecture, refusalOf } from './installer-download.rules.ts';
import * as store from './installer-downloads.store.ts';
import { lockSetting, type SettingRow } from './installer-settings.store.ts';

export interface FoundPackage {
  readonly maker: PackageMaker;
  readonly found: BuiltPackage | MissingTool | null;
}

export interface InstallerFile {
  readonly download: store.DownloadRow;
  readonly mediaType: string;
  readonly stamped: StampedPackage;
  /** The same for the same bytes. */
  readonly tag: string;
}

export interface InstallerDownloads {
  packages(): Promise<FoundPackage[]>;
  /**
   * Throws `installer-setting-not-found`, `group-not-found` (also for groups of others), `policy-not-found`, `installer-package-unfit`,
   * `installer-package-unavailable`.
   */
  make(principal: Principal, settingId: string, request: InstallerDownloadCreate): Promise<store.DownloadRow>;
  list(principal: Principal, page: Omit<store.DownloadPage, 'now'>): Promise<store.DownloadRow[]>;
  /** Nobody registers with it any more; a second time changes nothing. Throws `installer-download-not-found`. */
  revoke(principal: Principal, id: string): Promise<store.DownloadRow>;
  /**
   * The audit log is told before anything is handed out. Throws `installer-download-not-found`, `installer-revoked`, `installer-expired`,
   * `installer-package-unavailable`.
   */
  open(principal: Principal, id: string): Promise<InstallerFile>;
}

export interface InstallerDownloadsPorts extends ConfigurationPorts {
  readonly db: Db;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly makers: readonly PackageMaker[];
  readonly policies: Pick<Policies, 'hold'>;
  readonly groups: Pick<Groups, 'hold'>;
}

const dayMs = 24 * 3_600_000;

const scopeOf = ({ organizationId, groupIds }: Principal): store.DownloadScope => ({ organizationId, groupIds });

export function createInstallerDownloads(ports: InstallerDownloadsPorts): InstallerDownloads {
  const now = () => new Date(ports.clock.now());

  async function audit(tx: Tx, principal: Principal, action: AuditAction, download: store.DownloadRow) {
    const { id, fileName: name, settingName, groupId, packageId, agentVersion, maximumUses } = download;
    await ports.appendAudit(tx, {
      organizationId: principal.organizationId,
      actor: auditActorOf(principal),
      action,
      target: { type: 'installer-download', id },
      detail: {
        name,
        settingName,
        groupId,
        packageId,
        agentVersion,
        maximumUses,
        expiresAt: download.expiresAt.toISOString(),
      },
      at: now(),
    });
  }

  /** Throws `installer-package-unavailable`. */
  async function findBuilt(packageId: InstallerPackageId): Promise<{ maker: PackageMaker; built: BuiltPackage }> {
    const maker = ports.makers.find(({ id }) => id === packageId);
    const built = await maker?.find();
    if (maker === undefined || !built || 'tool' in built) throw new SekishoError('installer-package-unavailable');
    return { maker, built };
  }

  async function lock(tx: Tx, principal: Principal, id: string): Promise<store.DownloadRow> {
    const row = await store.lockDownload(tx, scopeOf(principal), id);
    if (row === null) throw new SekishoError('installer-download-not-found');
    return row;
  }

  /** Throws as `open` does. */
  function recordFetch(principal: Principal, id: string): Promise<void> {
    return ports.transaction(async (tx) => {
      const download = await lock(tx, principal, id);
      const refusal = refusalOf(download, now());
      if (refusal !== null) throw new SekishoError(refusal);
      await audit(tx, principal, 'installer-download.fetched', download);
    });
  }

  return {
    packages: () => Promise.all(ports.makers.map(async (maker) => ({ maker, found: await maker.find() }))),
    async make(principal, settingId, request) {
      const package_ = await findBuilt(request.packageId);
      const row = await ports.transaction(async (tx) => {
        const setting = await lockSetting(tx, principal.organizationId, settingId);
        if (setting === null) throw new SekishoError('installer-setting-not-found');
        const made = await describe(ports, tx, { principal, setting, request, at: now(), ...package_ });
        await store.insertDownload(tx, principal.organizationId, made);
        await audit(tx, principal, 'installer-download.made', made);
        return made;
      });
      return row;
    },
    list: (principal, page) => store.selectDownloads(ports.db, scopeOf(principal), { ...page, now: now() }),
    revoke: (principal, id) =>
      ports.transaction(async (tx) => {
        const row = await lock(tx, principal, id);
        if (row.revokedAt !== null) return row;
        const revoked = { ...row, revokedAt: now() };
        await store.updateRevoked(tx, principal.organizationId, id, revoked.revokedAt);
        await audit(tx, principal, 'installer-download.revoked', revoked);
        return revoked;
      }),
    async open(principal, id) {
      const download = await store.selectDownload(ports.db, scopeOf(principal), id);
      if (download === null) throw new SekishoError('installer-download-not-found');
      const refusal = refusalOf(download, now());
      if (refusal !== null) throw new SekishoError(refusal);
      const { maker, built } = await findBuilt(download.packageId);
      const stamp = async () => {
        const configuration = await configurationOf(ports, principal.organizationId, download);
        return { configuration, stamped: await maker.stamp(configuration) };
      };
      const [{ configuration, stamped }] = await Promise.all([stamp(), recordFetch(principal, id)]);
      const content = [maker.id, built.agentVersion, built.builtAtMs, stamped.bytes, configuration];
      const tag = `"${createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32)}"`;
      return { download, mediaType: maker.mediaType, stamped, tag };
    },
  };
}

interface Making {
  readonly principal: Principal;
  readonly setting: SettingRow;
  readonly request: InstallerDownloadCreate;
  readonly maker: PackageMaker;
  readonly built: BuiltPackage;
  readonly at: Date;
}

/** The row of a new installer. Throws what `make` does. */
async function describe(
  ports: InstallerDownloadsPorts,
  tx: Tx,
  { principal, setting, request, maker, built, at }: Making,
): Promise<store.DownloadRow> {
  const { organizationId, groupIds } = principal;
  const { platform, clientKind, format, initial } = setting;
  const { groupId, architecture: asked } = request;
  if (!isFit(maker, setting) || (asked !== undefined && !built.architectures.includes(asked)))
    throw new SekishoError('installer-package-unfit');
  await ports.policies.hold(tx, organizationId, initial.policyCode);
  const group = await holdGroup(ports, tx, principal, groupId, isInGroups(groupIds, groupId));
  const { code: organizationCode } = await ports.organizations.get(organizationId, tx);
  return {
    id: ports.ids.next(),
    settingId: setting.id,
    settingName: setting.name,
    platform,
    clientKind,
    format,
    initial,
    packageId: maker.id,
    agentVersion: built.agentVersion,
    fileName: installerFileName({
      platform,
      architecture: namedArchitecture(asked, built.architectures),
      clientKind,
      settingName: setting.name,
      organizationCode,
      groupId,
      groupName: group.name,
      extension: maker.extension,
    }),
    groupId,
    groupName: group.name,
    createdAt: at,
    createdBy: principal.loginId,
    expiresAt: new Date(at.getTime() + request.expiresInDays * dayMs),
    uses: 0,
    maximumUses: request.maximumUses,
    revokedAt: null,
  };
}

async function holdGroup(
  ports: InstallerDownloadsPorts,
  tx: Tx,
  { organizationId }: Principal,
  groupId: number,
  isOwn: boolean,
): Promise<{ readonly name: string }> {
  const missing = (cause?: unknown) =>
    new SekishoError('group-not-found', { errors: [{ pointer: '/groupId', code: 'group-not-found' }], cause });
  if (!isOwn) throw missing();
  if (groupId === 0) return { name: '' };
  return ports.groups.hold(tx, organizationId, groupId).catch((cause: unknown) => {
    throw cause instanceof SekishoError ? missing(cause) : cause;
  });
}
