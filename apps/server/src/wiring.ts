/** The composition root: which features there are and what each is given. One line per feature. */
import type { Platform } from './platform/feature.ts';
import type { Assembly } from './platform/server.ts';

export function assemble(_platform: Platform): Assembly {
  return {
    authenticate: async () => null,
    features: [],
  };
}
