/** Figures of the whole installation for whoever is on call: read when somebody asks, at most once in ten seconds, by the process that is asked. */
import { statfs } from 'node:fs/promises';
import type { Feature, Platform } from '../../platform/feature.ts';
import { readServiceFigures } from './service-figures.store.ts';
import { createServiceGauges } from './service-gauges.ts';

const keptMs = 10_000;

export type ServiceFiguresPorts = Pick<Platform, 'db' | 'metrics' | 'clock' | 'log' | 'version' | 'settings'>;

export function serviceFiguresFeature({ db, metrics, clock, log, version, settings }: ServiceFiguresPorts): Feature {
  const { shared } = metrics;
  const gauges = createServiceGauges(shared);
  const build = shared.gauge('sekisho_build_info', 'Always 1; the version is in the labels', ['version', 'node']);
  build.set({ version, node: process.versions.node }, 1);
  const disk = shared.gauge('sekisho_data_folder_bytes', 'Space where the data folder lies', ['state']);

  async function read(): Promise<void> {
    const { bsize, bavail, blocks } = await statfs(settings.data);
    disk.set({ state: 'free' }, bsize * bavail);
    disk.set({ state: 'total' }, bsize * blocks);
    gauges.set(await readServiceFigures(db));
  }

  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> = Promise.resolve();
  shared.beforeAnswer(() => {
    if (clock.monotonicMs() - readAtMs >= keptMs) {
      readAtMs = clock.monotonicMs();
      reading = read().catch((err: unknown) => {
        gauges.set(null);
        log.warn({ err }, 'the figures of the installation cannot be read');
      });
    }
    return reading;
  });
  return { name: 'service-figures' };
}
