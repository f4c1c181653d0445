/** The server under the same Node arguments as `npm start` gives it (tools/start.mjs); a few devices may do the work of many. */
import { join } from 'node:path';

/** Where `npm start` keeps compiled code from start to start. */
const compiled = join(import.meta.dirname, '../../.cache/compiled');

export function serverNode(more = ''): Record<string, string> {
  return {
    NODE_COMPILE_CACHE: compiled,
    NODE_OPTIONS: `--max-semi-space-size=64 ${more}`.trim(),
    SEKISHO_DEVICE_CALLS_PER_MINUTE: '60000',
  };
}
