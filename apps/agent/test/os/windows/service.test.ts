/** The service as Windows is told of it: what is set on it, byte by byte as winsvc.h has it, and by what it is started. */
import koffi from 'koffi';
import { expect, test } from 'vitest';
import type { Koffi } from '../../../src/os/any/koffi.ts';
import { defineServiceStructures } from '../../../src/os/windows/ffi/services.ts';
import { resolvePlaces } from '../../../src/os/windows/places.ts';
import { openInstalledService } from '../../../src/os/windows/service/installed-service.ts';
import { serviceCommandLine } from '../../../src/os/windows/service/service-command.ts';
import { serviceSettings } from '../../../src/os/windows/service/service-settings.ts';
import {
  parseProcessStatus,
  processStatusBytes,
  serviceState,
  statusBytes,
} from '../../../src/os/windows/service/service-status.ts';

defineServiceStructures(koffi);

function bytesOf(structure: string, value: object): Buffer {
  const bytes = Buffer.alloc(koffi.sizeof(structure));
  koffi.encode(bytes, structure, value);
  return bytes;
}

test('started again a second after its first two ends and five after any other, counted for a day, also when it ends with an error', () => {
  const [described, failing, flagged] = serviceSettings('text');
  expect(described).toMatchObject({ level: 1, value: { text: 'text' } });
  const failure = bytesOf(failing?.structure ?? '', failing?.value ?? {});
  expect([failing?.level, failure.length]).toEqual([2, 40]);
  expect([failure.readUInt32LE(0), failure.readBigUInt64LE(8), failure.readBigUInt64LE(16)]).toEqual([86_400, 0n, 0n]);
  expect(failure.readUInt32LE(24)).toBe(3);
  const actions = koffi.decode(failure, 32, koffi.pointer('uint32_t')) as unknown;
  expect(Array.from(koffi.decode(actions, koffi.array('uint32_t', 6)) as number[])).toEqual([
    1, 1_000, 1, 1_000, 1, 5_000,
  ]);
  expect([flagged?.level, bytesOf(flagged?.structure ?? '', flagged?.value ?? {})]).toEqual([
    4,
    Buffer.from([1, 0, 0, 0]),
  ]);
});

test('an end that is to be followed by a start is told as an error of its own', () => {
  const status = statusBytes({ state: serviceState.stopped, accepted: 0, failure: 76, waitHintMs: 0 });
  const numbers = Array.from({ length: 7 }, (_, index) => status.readUInt32LE(index * 4));
  expect(numbers).toEqual([0x10, 1, 0, 1066, 76, 0, 0]);
  const withProcess = Buffer.concat([status, Buffer.from(Uint32Array.of(4_321, 0).buffer)]);
  expect(withProcess.length).toBe(processStatusBytes);
  expect(parseProcessStatus(withProcess)).toEqual({ state: serviceState.stopped, processId: 4_321 });
});

/** A manager of services in these states, one at each look; only a service that runs takes the word to stop. */
function managerWith(states: readonly number[]) {
  const left = [...states];
  let state: number | undefined;
  const stops: (number | undefined)[] = [];
  const calls: Readonly<Record<string, (...args: never[]) => number>> = {
    OpenSCManagerW: () => 1,
    OpenServiceW: () => 2,
    CloseServiceHandle: () => 1,
    QueryServiceStatusEx(_service: number, _level: number, status: Buffer) {
      state = left.shift() ?? state;
      status.writeUInt32LE(state ?? 0, 4);
      return 1;
    },
    ControlService: () => {
      stops.push(state);
      return state === serviceState.running ? 1 : 0;
    },
  };
  const manager = {
    proto: () => undefined,
    struct: () => undefined,
    load: () => ({ func: (prototype: string) => calls[/(\w+)\(/.exec(prototype)?.[1] ?? ''] }),
  };
  return { service: openInstalledService(manager as unknown as Koffi), stops };
}

test.each([
  ['runs', [serviceState.running], [serviceState.running]],
  ['has just been started', [serviceState.startPending, serviceState.running], [serviceState.running]],
  ['is about to end', [serviceState.stopPending], []],
  ['has ended', [], []],
])('a service that %s is stopped', async (_what, states, asked) => {
  const { service, stops } = managerWith([...states, serviceState.stopPending, serviceState.stopped]);
  expect(await service.stop()).toBe(true);
  expect(stops).toEqual(asked);
});

const facts = { programData: 'C:\\ProgramData', systemFolder: 'C:\\Windows\\System32' };
const installed = 'C:\\Program Files\\Sekisho';

test.each([
  [`${installed}\\agent.cjs`, {}, `"${installed}\\node.exe" "${installed}\\launch.cjs" service run`],
  [
    `${installed}\\versions\\0.2.0\\agent.cjs`,
    { SEKISHO_AGENT_BASE: installed },
    `"${installed}\\node.exe" "${installed}\\launch.cjs" service run`,
  ],
  ['D:\\sources\\main.ts', {}, `"${installed}\\node.exe" "D:\\sources\\main.ts" service run`],
])('of %s the service starts %j', (script, environment, line) => {
  const ownCommand = [`${installed}\\node.exe`, script] as const;
  expect(serviceCommandLine(resolvePlaces({}, { ...facts, environment, ownCommand }))).toBe(line);
});
