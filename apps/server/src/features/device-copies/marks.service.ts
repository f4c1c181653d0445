/** Gives each device a new mark with each token, and finds out who shows one that is another's. */
import type { AssertionClaims } from '@sekisho/contracts';
import { crowdOf } from '../../platform/batches/crowd.ts';
import { createGather } from '../../platform/batches/gather.ts';
import type { Clock, Timers } from '../../platform/clock.ts';
import type { Settings } from '../../platform/config/settings.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Randomness } from '../../platform/ids.ts';
import { type HeldMark, judgeMark, noMark, type ShownMark } from './mark.rules.ts';
import { selectMarks, upsertMarks } from './marks.store.ts';

export interface MarkedDevice {
  readonly organizationId: string;
  readonly id: string;
  /** Which holder of its record it is. */
  readonly holder: number;
}

export interface MarksPorts {
  readonly transaction: RunInTransaction;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly randomness: Randomness;
  readonly settings: Pick<Settings, 'workers'>;
  /** Those of one organization that are locked, or have a command on its way: a copy of them shares whatever is done to them. */
  readonly selectHeldTogether: (
    tx: Tx,
    organizationId: string,
    deviceIds: readonly string[],
  ) => Promise<ReadonlySet<string>>;
}

export interface Marks {
  /** The device's next mark; `null` for an agent that knows of none; `copy`: somebody else holds the identity. */
  show(device: MarkedDevice, claims: AssertionClaims): Promise<string | null | 'copy'>;
  /** The same question; changes nothing. */
  isCopy(device: MarkedDevice, claims: AssertionClaims): Promise<boolean>;
}

interface Showing {
  readonly device: MarkedDevice;
  readonly shown: ShownMark;
}

const randomBytes = 16;

export function createMarks(ports: MarksPorts): Marks {
  const { transaction, clock, timers, randomness } = ports;
  const gather = createGather<Showing, string | null | 'copy'>({
    run: (showings) => transaction((tx) => advance(tx, showings)),
    keyOf: ({ device }) => device.id,
    laneOf: ({ device }) => device.organizationId,
    timers,
    maximumBatch: 500,
    maximumInFlight: 2,
    maximumWaiting: 20_000,
    lingerMs: 2 * crowdOf(ports.settings),
  });

  const judge = (held: HeldMark, shown: ShownMark) =>
    judgeMark(held, shown, randomness.bytes(randomBytes).toString('base64url'), clock.now());

  /** Who is held together with its copy gets its token, and its mark stays as it is. */
  async function advance(tx: Tx, showings: readonly Showing[]): Promise<(string | null | 'copy')[]> {
    const organizationId = showings[0]?.device.organizationId ?? '';
    const held = await selectMarks(
      tx,
      organizationId,
      showings.map(({ device }) => device.id),
    );
    const verdicts = showings.map(({ device, shown }) => judge(held.get(device.id) ?? noMark, shown));
    const copies = showings.filter((_, index) => verdicts[index]?.holder === false).map(({ device }) => device.id);
    const together =
      copies.length === 0 ? new Set<string>() : await ports.selectHeldTogether(tx, organizationId, copies);
    const changed = showings.flatMap(({ device }, index) => {
      const verdict = verdicts[index];
      return verdict?.holder ? [{ deviceId: device.id, holder: device.holder, held: verdict.held }] : [];
    });
    await upsertMarks(tx, organizationId, changed);
    return showings.map(({ device }, index) => {
      const verdict = verdicts[index];
      if (verdict?.holder) return verdict.held.next;
      return together.has(device.id) ? null : 'copy';
    });
  }

  return {
    async show(device, claims) {
      const shown = shownBy(claims);
      return shown === null ? null : gather.submit({ device, shown });
    },
    async isCopy({ organizationId, id }, claims) {
      const shown = shownBy(claims);
      if (shown === null) return false;
      return transaction(async (tx) => {
        const held = (await selectMarks(tx, organizationId, [id])).get(id) ?? noMark;
        if (judge(held, shown).holder) return false;
        return !(await ports.selectHeldTogether(tx, organizationId, [id])).has(id);
      });
    },
  };
}

function shownBy({ mark, machine }: AssertionClaims): ShownMark | null {
  return mark === undefined ? null : { mark, machine: machine ?? null };
}
