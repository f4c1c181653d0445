/** `npm run bench -- <name> [--devices N] [--seconds N] …`: runs one bench and prints its figures. */
import { parseArgs } from 'node:util';
import { benchCheckIns } from './check-ins.ts';
import { benchLock } from './lock.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    devices: { type: 'string' },
    seconds: { type: 'string', default: '10' },
    connections: { type: 'string', default: '256' },
    rounds: { type: 'string', default: '50' },
  },
});

const number = (text: string | undefined, fallback: number) => (text === undefined ? fallback : Number(text));
const benches: Record<string, () => Promise<void>> = {
  'check-ins': () =>
    benchCheckIns({
      devices: number(values.devices, 10_000),
      seconds: number(values.seconds, 10),
      connections: number(values.connections, 256),
    }),
  lock: () => benchLock({ devices: number(values.devices, 100), rounds: number(values.rounds, 50) }),
};

const chosen = benches[positionals[0] ?? ''];
if (chosen === undefined) {
  console.error(`Name a bench: ${Object.keys(benches).join(', ')}`);
  process.exitCode = 2;
} else await chosen();
