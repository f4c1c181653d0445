/** A service of two machines: well, or with a few things the matter. */
import type { ServiceState } from '@sekisho/contracts';
import { uuid } from './fake-world.ts';

const process = (index: number, host: string, version: string, lagMs: number) => ({
  id: uuid(700 + index),
  host,
  processId: 4100 + index,
  version,
  startedAt: '2026-11-20T00:12:00Z',
  seenAt: '2026-11-22T03:00:00Z',
  liveConnections: 15_204 + index,
  residentBytes: 231_000_000,
  lagMs,
});

export const wellService: ServiceState = {
  at: '2026-11-22T03:00:05Z',
  condition: 'good',
  schemaVersion: '0030-server-processes',
  databaseVersion: '18.4',
  items: [
    { name: 'processes', condition: 'good', finding: null, value: 2, of: null, at: null },
    { name: 'database', condition: 'good', finding: null, value: 5_368_709_120, of: null, at: '2026-11-22T03:00:04Z' },
    { name: 'outbox', condition: 'good', finding: null, value: 0, of: null, at: null },
    { name: 'jobs', condition: 'good', finding: null, value: 3, of: null, at: null },
    { name: 'audit', condition: 'good', finding: null, value: 12, of: null, at: '2026-11-22T02:59:40Z' },
    { name: 'backup', condition: 'good', finding: null, value: 734_003_200, of: null, at: '2026-11-21T17:04:00Z' },
    { name: 'certificate', condition: 'good', finding: null, value: null, of: null, at: null },
    { name: 'licences', condition: 'good', finding: null, value: 30_408, of: 50_000, at: null },
  ],
  processes: [process(0, 'sekisho-1', '0.3.0', 1), process(1, 'sekisho-2', '0.3.0', 2)],
};

const troubles: Partial<Record<string, Partial<ServiceState['items'][number]>>> = {
  processes: { condition: 'attention', finding: 'versions-differ' },
  backup: { condition: 'bad', finding: 'backup-failed' },
  certificate: { condition: 'attention', finding: 'certificate-ends', at: '2026-12-01T00:00:00Z' },
};

export const troubledService: ServiceState = {
  ...wellService,
  condition: 'bad',
  items: wellService.items.map((item) => ({ ...item, ...troubles[item.name] })),
  processes: [process(0, 'sekisho-1', '0.3.0', 1), process(1, 'sekisho-2', '0.2.0', 840)],
};
