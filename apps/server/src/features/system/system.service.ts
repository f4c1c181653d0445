/** System information: serial number, licences, addresses, trust; and the organization's name. */
import type { SystemInformation, SystemPatch } from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { ServerAddresses } from '../../platform/feature.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { TlsFacts } from '../../platform/tls/tls-identity.ts';
import type { Organizations } from '../organizations/index.ts';
import { enrolmentCommand } from './enrolment-command.rules.ts';

export interface System {
  information(organizationId: string): Promise<SystemInformation>;
  change(principal: Principal, changes: SystemPatch): Promise<SystemInformation>;
}

export interface SystemPorts {
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly addresses: ServerAddresses;
  readonly tls: TlsFacts;
  /** The HTTPS port we listen on. */
  readonly tlsPort: number;
  readonly publicUrl: string | undefined;
  readonly version: string;
  readonly organizations: Pick<Organizations, 'get' | 'rename'>;
  /** The newest trust set; of the trust feature. */
  readonly trustOf: (organizationId: string) => Promise<{ readonly version: number; readonly hash: string }>;
}

export function createSystem(ports: SystemPorts): System {
  async function information(organizationId: string): Promise<SystemInformation> {
    const organization = await ports.organizations.get(organizationId);
    const { version, hash } = await ports.trustOf(organizationId);
    const { deviceUrl } = ports.addresses;
    return {
      organizationCode: organization.code,
      organizationName: organization.name,
      serialNumber: organization.serialNumber,
      contractedDevices: organization.contractedDevices,
      registeredDevices: organization.registeredDevices,
      version: ports.version,
      deviceUrl,
      enrolmentCommand: enrolmentCommand({
        deviceUrl,
        serialNumber: organization.serialNumber,
        publicKeyPin: ports.tls.rootPem === null || behindProxy(deviceUrl) ? null : ports.tls.publicKeyPin,
      }),
      trust: { version, hash },
    };
  }

  /** Whether devices meet another certificate than ours: a public address on a port that is not ours is a proxy's. */
  function behindProxy(deviceUrl: string): boolean {
    return ports.publicUrl !== undefined && Number(new URL(deviceUrl).port || 443) !== ports.tlsPort;
  }

  return {
    information,
    async change(principal, changes) {
      const { organizationId } = principal;
      const name = changes.organizationName?.normalize('NFC').trim();
      if (name === '') {
        throw new SekishoError('name-blank', { errors: [{ pointer: '/organizationName', code: 'name-blank' }] });
      }
      if (name !== undefined) {
        await ports.transaction(async (tx) => {
          const before = await ports.organizations.get(organizationId, tx);
          await ports.organizations.rename(tx, organizationId, name);
          await ports.appendAudit(tx, {
            organizationId,
            actor: auditActorOf(principal),
            action: 'organization.renamed',
            target: { type: 'organization', id: organizationId },
            detail: { before: before.name, after: name },
            at: new Date(ports.clock.now()),
          });
        });
      }
      return information(organizationId);
    },
  };
}
