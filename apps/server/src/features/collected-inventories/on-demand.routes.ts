/** /device/v1/on-demand: a client that runs once and does not stay tells what it collected (I03). */
import { CollectedInventory, CollectedInventoryAnswer } from '@sekisho/contracts';
import { pastCollisions } from '../../platform/batches/past-collisions.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Inventory } from '../inventory/index.ts';
import type { FoundInstaller, GuessLimit } from '../registration/index.ts';
import type { CollectedInventories } from './collected.service.ts';
import { identityOf } from './identity-of-sections.ts';

export interface OnDemandPorts {
  readonly transaction: RunInTransaction;
  readonly collected: CollectedInventories;
  readonly inventory: Pick<Inventory, 'prepare'>;
  readonly findByToken: (installerToken: string) => Promise<FoundInstaller | null>;
  readonly guessLimit: GuessLimit;
}

const bodyLimitBytes = 16 * 1024 * 1024;

/** Whose installer made the call. Throws `enrolment-refused`, `too-many-requests`. */
async function requireInstaller(ports: OnDemandPorts, token: string, address: string): Promise<FoundInstaller> {
  const retryAfterSeconds = ports.guessLimit.waitSeconds(address);
  if (retryAfterSeconds > 0) throw new SekishoError('too-many-requests', { retryAfterSeconds });
  const installer = await ports.findByToken(token);
  if (installer !== null) return installer;
  ports.guessLimit.wrong(address);
  throw new SekishoError('enrolment-refused');
}

export function onDemandRoutes(ports: OnDemandPorts): AnyRoute[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/device/v1/on-demand',
      operationId: 'postCollectedInventory',
      summary: 'The inventory that an on-demand client collected in its one run; registers the device where it is new',
      access: { public: 'authenticated by the token of the installer' },
      schema: { body: CollectedInventory, response: { 200: CollectedInventoryAnswer } },
      bodyLimitBytes,
      handler: async ({ body, request }) => {
        const { installerId, organization } = await requireInstaller(ports, body.installerToken, request.ip);
        const { clientId, facts, collectedAt } = body;
        const sections = await ports.inventory.prepare(body);
        const item = {
          clientId,
          clientKind: 'on-demand',
          installerId,
          identity: identityOf(facts, body.sections),
          facts,
          collectedAt: new Date(collectedAt),
          sections,
        } as const;
        const [taken] = await pastCollisions(ports.transaction)((tx) =>
          ports.collected.take(tx, organization, [item], null),
        );
        if (taken === undefined || !taken.ok) throw new SekishoError(taken?.code ?? 'internal-error');
        return { deviceId: taken.deviceId, organizationName: organization.name, outcome: taken.outcome };
      },
    }),
  ];
}
