/** Check-ins, stored in batches and answered after the commit: the quiet ones together, the rest together. */
import type { CheckInAnswer, CheckInRequest, Traceparent } from '@sekisho/contracts';
import { sealAnswer } from '@sekisho/trust';
import { crowdOf } from '../../platform/batches/crowd.ts';
import { createGather, type Gather, type GatherOptions } from '../../platform/batches/gather.ts';
import { lanesOf } from '../../platform/batches/lanes.ts';
import type { Clock, Timers } from '../../platform/clock.ts';
import type { Settings } from '../../platform/config/settings.ts';
import type { Db } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Metrics } from '../../platform/metrics.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { BodyText, CallingDevice, CheckInAsked } from './asked.ts';
import { areItemsRising, createReportHash } from './check-in.rules.ts';
import type { CheckInPart } from './check-in-part.ts';
import { storeFull } from './full-batch.ts';
import { bringsNothing, storeQuiet } from './quiet-batch.ts';

export interface CheckInPorts {
  readonly transaction: RunInTransaction;
  readonly db: Db;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly settings: Pick<Settings, 'sharded' | 'workers'>;
  readonly metrics: Metrics;
  /** In the order in which they apply and answer. */
  readonly parts: readonly CheckInPart[];
  /** The error for a device that is not active (any more). */
  readonly refusalFor: (deviceId: string) => Promise<SekishoError>;
}

export interface CheckIns {
  /** Resolves after the commit. Throws `item-numbers-not-rising`, `deregistered`, `device-token-invalid`, `service-unavailable`. */
  checkIn(device: CallingDevice, request: CheckInRequest, trace?: Traceparent | null): Promise<CheckInAnswer>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

interface Gathers {
  readonly quiet: Gather<CheckInAsked, BodyText>;
  readonly full: Gather<CheckInAsked, BodyText>;
}

const sizeBuckets = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000];
/** How long batches wait for company in a process that has a core to itself; a transaction of five statements is worth more of it. */
const lingerMs = { quiet: 4, full: 10 } as const;
const batchBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

export function createCheckIns(ports: CheckInPorts): CheckIns {
  const { quiet, full } = createGathers(ports);

  async function store(asked: CheckInAsked): Promise<BodyText> {
    const asQuiet = bringsNothing(asked.request) ? await quiet.submit(asked) : null;
    return asQuiet ?? full.submit(asked);
  }

  return {
    async checkIn(device, request, trace = null) {
      if (!areItemsRising(request.items)) throw new SekishoError('item-numbers-not-rising');
      const body = await store({ device, request, trace });
      if (body === null) throw await ports.refusalFor(device.deviceId);
      const serverTime = ports.clock.now();
      return { serverTime, body, seal: sealAnswer(device.sealKey, request.nonce, serverTime, body) };
    },
    async idle() {
      await quiet.idle();
      await full.idle();
    },
  };
}

function createGathers(ports: CheckInPorts): Gathers {
  const duration = ports.metrics.histogram(
    'sekisho_check_in_batch_seconds',
    'How long a batch of check-ins took, commit included',
    batchBuckets,
  );
  const size = ports.metrics.histogram('sekisho_check_in_batch_size', 'Check-ins in a batch', sizeBuckets);
  const bounds: Omit<GatherOptions<CheckInAsked, BodyText>, 'run' | 'lingerMs'> = {
    keyOf: ({ device }) => device.deviceId,
    weightOf: ({ request }) => 1 + request.items.length,
    timers: ports.timers,
    maximumBatch: 2_000,
    maximumInFlight: 1,
    maximumWaiting: 20_000,
  };
  const stored = ports.metrics.counter('sekisho_check_ins_total', 'Check-ins stored');
  const waiting = ports.metrics.gauge('sekisho_check_ins_waiting', 'Check-ins and their items that wait for a batch');
  const now = () => new Date(ports.clock.now());
  const timed = async (work: () => Promise<readonly BodyText[]>) => {
    const end = duration.startTimer();
    waiting.set(gathers.quiet.waiting() + gathers.full.waiting());
    try {
      const bodies = await work();
      size.observe(bodies.length);
      stored.inc(bodies.filter((body) => body !== null).length);
      return bodies;
    } finally {
      end();
      waiting.set(gathers.quiet.waiting() + gathers.full.waiting());
    }
  };
  const hashOf = createReportHash();
  const crowd = crowdOf(ports.settings);
  const lanes = lanesOf<CheckInAsked>(ports.settings, ({ device }) => device.organizationId);
  const gathers: Gathers = {
    quiet: createGather({
      ...bounds,
      ...lanes,
      lingerMs: lingerMs.quiet * crowd,
      run: (asked) => timed(() => storeQuiet({ ...ports, hashOf }, asked, now())),
    }),
    full: createGather({
      ...bounds,
      ...lanes,
      lingerMs: lingerMs.full * crowd,
      run: (asked) => timed(() => ports.transaction((tx) => storeFull({ ...ports, hashOf }, tx, asked, now()))),
    }),
  };
  return gathers;
}
