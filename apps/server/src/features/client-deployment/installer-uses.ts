/** What registration asks of installers: whose a token is, what it gives a device, and that its uses are counted in the same transaction. */
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { ServiceKeys } from '../../platform/keys/service-keys.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Groups } from '../groups/index.ts';
import type { Organizations } from '../organizations/index.ts';
import type { Policies } from '../policies/index.ts';
import type { FoundInstaller, HeldInstaller } from '../registration/index.ts';
import { installerTokenPurpose } from './installer-configuration.ts';
import { refusalOf, usesLeftOf } from './installer-download.rules.ts';
import * as store from './installer-downloads.store.ts';
import { openInstallerToken } from './installer-token.rules.ts';

export interface InstallerUses {
  /** `null`: no token of ours, found out without the database. */
  findByToken(installerToken: string): Promise<FoundInstaller | null>;
  /** Locked until the commit, in the order of their ids; those that are not there are left out. */
  holdInstallers(tx: Tx, organizationId: string, ids: readonly string[]): Promise<ReadonlyMap<string, HeldInstaller>>;
  countUses(tx: Tx, organizationId: string, uses: ReadonlyMap<string, number>): Promise<void>;
}

export interface InstallerUsesPorts {
  readonly clock: Clock;
  readonly serviceKeys: ServiceKeys;
  readonly organizations: Pick<Organizations, 'find'>;
  readonly policies: Pick<Policies, 'hold'>;
  readonly groups: Pick<Groups, 'hold'>;
}

/** Where a policy that was deleted meanwhile leaves its devices. */
const firstPolicyCode = 'A01';

/** `null` when it is gone. */
async function unlessGone<T>(held: Promise<T>): Promise<T | null> {
  try {
    return await held;
  } catch (cause) {
    if (cause instanceof SekishoError && ['group-not-found', 'policy-not-found'].includes(cause.code)) return null;
    throw cause;
  }
}

export function createInstallerUses(ports: InstallerUsesPorts): InstallerUses {
  async function holdPolicy(tx: Tx, organizationId: string, code: string): Promise<string> {
    const held = await unlessGone(ports.policies.hold(tx, organizationId, code).then(() => code));
    return held ?? firstPolicyCode;
  }

  async function holdOne(tx: Tx, organizationId: string, row: store.DownloadRow): Promise<HeldInstaller> {
    const { clientKind, groupId, initial, settingId } = row;
    return {
      settingId,
      refusal: refusalOf(row, new Date(ports.clock.now())),
      usesLeft: usesLeftOf(row),
      clientKind,
      policyCode: await holdPolicy(tx, organizationId, initial.policyCode),
      // A device whose group was deleted meanwhile belongs to none, as those that were in it do.
      group: groupId === 0 ? null : await unlessGone(ports.groups.hold(tx, organizationId, groupId)),
    };
  }

  return {
    async findByToken(installerToken) {
      const ref = openInstallerToken(installerToken, await ports.serviceKeys.get(installerTokenPurpose));
      if (ref === null) return null;
      const organization = await ports.organizations.find(ref.organizationId);
      return organization && { organization, installerId: ref.installerId };
    },
    async holdInstallers(tx, organizationId, ids) {
      const held = new Map<string, HeldInstaller>();
      for (const row of await store.lockDownloads(tx, organizationId, ids))
        held.set(row.id, await holdOne(tx, organizationId, row));
      return held;
    },
    countUses: store.addUses,
  };
}
