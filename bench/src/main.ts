/** `npm run bench -- <name> [--devices N] [--seconds N] …`: runs one bench and prints its figures; with `--slope` at four sizes, up to `--devices`. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { benchAgentRest } from './agent-rest.ts';
import { benchBackup } from './backup.ts';
import { chooseLoadTool } from './check-in-load.ts';
import { benchCheckIns } from './check-ins.ts';
import { benchCsv } from './csv.ts';
import { benchDeviceList } from './device-list.ts';
import { benchEnrolment } from './enrolment.ts';
import { benchFanOut } from './fan-out.ts';
import { drawFlameGraph } from './flame-graph.ts';
import { benchFleet } from './fleet.ts';
import { benchHostile } from './hostile.ts';
import { benchImport } from './import.ts';
import { benchInstallers } from './installers.ts';
import { benchInventory } from './inventory.ts';
import { benchLiveConnections } from './live-connections.ts';
import { benchLock } from './lock.ts';
import { benchLockHistory } from './lock-history.ts';
import { benchMap } from './map.ts';
import { benchScaleOut } from './scale-out.ts';
import { runSlope, sizesUpTo } from './slope.ts';
import { benchSoftware } from './software.ts';
import { benchStartUp } from './start-up.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    devices: { type: 'string' },
    seconds: { type: 'string', default: '10' },
    connections: { type: 'string' },
    load: { type: 'string' },
    'cpu-profile': { type: 'string' },
    machines: { type: 'string' },
    rounds: { type: 'string' },
    share: { type: 'string' },
    workers: { type: 'string' },
    tls: { type: 'boolean', default: false },
    live: { type: 'boolean', default: false },
    interval: { type: 'string', default: '60000' },
    ramp: { type: 'string', default: '400' },
    'no-first-inventory': { type: 'boolean', default: false },
    slope: { type: 'boolean', default: false },
  },
});

const number = (text: string | undefined, fallback: number) => (text === undefined ? fallback : Number(text));
const profile =
  values['cpu-profile'] === undefined ? {} : { serverArguments: `--cpu-prof --cpu-prof-dir=${values['cpu-profile']}` };
const benches: Record<string, () => Promise<void>> = {
  'agent-rest': () => benchAgentRest({ devices: number(values.devices, 3), seconds: number(values.seconds, 60) }),
  backup: () => benchBackup({ devices: number(values.devices, 100_000) }),
  'check-ins': () =>
    benchCheckIns({
      devices: number(values.devices, 10_000),
      seconds: number(values.seconds, 10),
      connections: number(values.connections, 256),
      tool: chooseLoadTool(values.load),
      workers: number(values.workers, 1),
      ...profile,
    }),
  hostile: () => benchHostile({ devices: number(values.devices, 500), seconds: number(values.seconds, 10) }),
  import: () => benchImport({ files: number(values.devices, 10_000), ...profile }),
  installers: () => benchInstallers({ rounds: number(values.rounds, 100) }),
  inventory: () =>
    benchInventory({
      devices: number(values.devices, 10_000),
      seconds: number(values.seconds, 10),
      connections: number(values.connections, 128),
      workers: number(values.workers, 1),
      ...profile,
    }),
  enrolment: () =>
    benchEnrolment({
      devices: number(values.devices, 10_000),
      connections: number(values.connections, 128),
      workers: number(values.workers, 1),
    }),
  'scale-out': () =>
    benchScaleOut({
      devices: number(values.devices, 10_000),
      seconds: number(values.seconds, 10),
      connections: number(values.connections, 256),
      tool: chooseLoadTool(values.load),
      machines: number(values.machines, 4),
      share: number(values.share, 0.2),
    }),
  'start-up': () =>
    benchStartUp({ rounds: number(values.rounds, 5), workers: number(values.workers, availableParallelism()) }),
  'device-list': () =>
    benchDeviceList({ devices: number(values.devices, 1_000_000), rounds: number(values.rounds, 30) }),
  'lock-history': () =>
    benchLockHistory({ devices: number(values.devices, 1_000_000), rounds: number(values.rounds, 30) }),
  software: () => benchSoftware({ devices: number(values.devices, 100_000), rounds: number(values.rounds, 20) }),
  csv: () => benchCsv({ devices: number(values.devices, 1_000_000), ...profile }),
  map: () => benchMap({ devices: number(values.devices, 1_000_000), rounds: number(values.rounds, 100) }),
  'live-connections': () =>
    benchLiveConnections({
      devices: number(values.devices, 1_000),
      workers: values.workers === undefined ? null : Number(values.workers),
      tls: values.tls,
      seconds: number(values.seconds, 10),
    }),
  'fan-out': () =>
    benchFanOut({
      devices: number(values.devices, 1_000),
      workers: values.workers === undefined ? null : Number(values.workers),
      rounds: number(values.rounds, 3),
    }),
  fleet: () =>
    benchFleet({
      devices: number(values.devices, 10_000),
      seconds: number(values.seconds, 10),
      workers: number(values.workers, availableParallelism()),
      live: values.live,
      intervalMs: Number(values.interval),
      registrationsPerSecond: Number(values.ramp),
      firstInventory: !values['no-first-inventory'],
    }),
  'flame-graph': async () => {
    const [, profileFile, pictureFile, title] = positionals;
    if (profileFile === undefined || pictureFile === undefined) throw new Error('flame-graph PROFILE PICTURE [TITLE]');
    drawFlameGraph(profileFile, pictureFile, title ?? 'Profile');
  },
  lock: () => benchLock({ devices: number(values.devices, 100), rounds: number(values.rounds, 50) }),
};

const name = positionals[0] ?? '';
const chosen = benches[name];
if (chosen === undefined) {
  console.error(`Name a bench: ${Object.keys(benches).join(', ')}`);
  process.exitCode = 2;
} else if (values.slope) {
  const passedOn = process.argv.slice(2).filter((argument) => argument !== name && argument !== '--slope');
  runSlope(name, passedOn, sizesUpTo(number(values.devices, 1_000_000)));
} else await chosen();
