/** Utilities: what there is, with the hash of the very file an organization is given, and each file on request. */
import { createHash } from 'node:crypto';
import type { UtilityId } from '@sekisho/contracts';
import type { MissingTool, StampedPackage, UtilityMaker } from '@sekisho/installers';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { ServiceKeys } from '../../platform/keys/service-keys.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import { streamParts } from '../client-deployment/index.ts';
import { runAsKeyOf } from './run-as-key.rules.ts';

export interface MadeUtility {
  readonly maker: UtilityMaker;
  readonly version: string;
  readonly builtAtMs: number;
  readonly signed: boolean;
  readonly stamped: StampedPackage;
  readonly sha256: string;
}

export interface FoundUtility {
  readonly maker: UtilityMaker;
  readonly made: MadeUtility | null;
  readonly missing: MissingTool | null;
}

export interface Utilities {
  list(organizationId: string): Promise<FoundUtility[]>;
  /** The audit log is told before anything is handed out. Throws `utility-not-found`, `utility-unavailable`. */
  open(principal: Principal, id: UtilityId): Promise<MadeUtility>;
}

export interface UtilitiesPorts {
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly serviceKeys: ServiceKeys;
  readonly utilities: readonly UtilityMaker[];
}

export function createUtilities(ports: UtilitiesPorts): Utilities {
  async function find(organizationId: string, maker: UtilityMaker): Promise<FoundUtility> {
    const found = await maker.find();
    if (found === null) return { maker, made: null, missing: null };
    if ('tool' in found) return { maker, made: null, missing: found };
    const stamped = await maker.stamp(runAsKeyOf(organizationId, await ports.serviceKeys.get('run-as')));
    const hash = createHash('sha256');
    for await (const part of streamParts(stamped.parts)) hash.update(part as Uint8Array);
    const { agentVersion: version, builtAtMs, signed } = found;
    return { maker, made: { maker, version, builtAtMs, signed, stamped, sha256: hash.digest('hex') }, missing: null };
  }

  return {
    list: (organizationId) => Promise.all(ports.utilities.map((maker) => find(organizationId, maker))),
    async open(principal, id) {
      const maker = ports.utilities.find((each) => each.id === id);
      if (maker === undefined) throw new SekishoError('utility-not-found');
      const { organizationId } = principal;
      const { made } = await find(organizationId, maker);
      if (made === null) throw new SekishoError('utility-unavailable');
      const { version, sha256 } = made;
      await ports.transaction((tx) =>
        ports.appendAudit(tx, {
          organizationId,
          actor: auditActorOf(principal),
          action: 'utility.fetched',
          target: { type: 'utility', id },
          detail: { name: maker.fileName, version, sha256 },
          at: new Date(ports.clock.now()),
        }),
      );
      return made;
    },
  };
}
