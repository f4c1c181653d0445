/** `npm run simulate`: a fleet, in one process or several, until it is interrupted; and the auditor of its books. */
import { fork } from 'node:child_process';
import { systemTimers } from '@sekisho/agent-core/node';
import { auditDatabase } from './audit-database.ts';
import { auditLines } from './books/audit.ts';
import { parseCommandLine, type SimulateOptions } from './command-line.ts';
import type { FleetStatistics } from './fleet.ts';
import { progressLine } from './progress.ts';
import { runFleet } from './run-fleet.ts';

/** How a process of several is told which part of the fleet is its own. */
const partVariable = 'SEKISHO_SIMULATOR_PART';

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
    process.once('disconnect', () => resolve());
  });
}

/** Prints a line as soon as every part has told its figures anew. */
function printer(options: SimulateOptions): (part: number, statistics: FleetStatistics) => void {
  const told = new Map<number, FleetStatistics>();
  let sinceMs = performance.now();
  return (part, statistics) => {
    told.set(part, statistics);
    if (told.size < options.processes) return;
    const nowMs = performance.now();
    const seconds = (nowMs - sinceMs) / 1000;
    process.stdout.write(`${progressLine({ parts: [...told.values()], devices: options.devices, seconds })}\n`);
    told.clear();
    sinceMs = nowMs;
  };
}

async function simulateHere(options: SimulateOptions): Promise<void> {
  const print = printer(options);
  const end = runFleet(options, { number: 0 }, systemTimers, (statistics) => print(0, statistics));
  await interrupted();
  await end();
}

async function simulatePart(options: SimulateOptions, number: number): Promise<void> {
  const end = runFleet(options, { number }, systemTimers, (statistics) => void process.send?.(statistics));
  await interrupted();
  await end();
  process.disconnect?.();
}

async function simulateParts(options: SimulateOptions): Promise<void> {
  const print = printer(options);
  const children = Array.from({ length: options.processes }, (_, number) => {
    const child = fork(import.meta.filename, process.argv.slice(2), {
      env: { ...process.env, [partVariable]: String(number) },
    });
    child.on('message', (statistics) => print(number, statistics as FleetStatistics));
    return child;
  });
  const ended = children.map((child) => new Promise<number | null>((resolve) => child.once('exit', resolve)));
  // One that ends by itself takes the others along: a fleet with a hole keeps no books.
  await Promise.race([interrupted(), ...ended]);
  for (const child of children) child.kill('SIGTERM');
  const codes = await Promise.all(ended);
  if (codes.some((code) => code !== 0)) process.exitCode = 1;
}

async function run(args: readonly string[]): Promise<void> {
  const parsed = parseCommandLine(args);
  const part = process.env[partVariable];
  if (!parsed.ok) {
    process.stderr.write(`${parsed.message}\n`);
    process.exitCode = 2;
  } else if (parsed.options.command === 'audit') {
    const audit = await auditDatabase(parsed.options);
    for (const line of auditLines(audit)) process.stdout.write(`${line}\n`);
    process.exitCode = audit.differences.length === 0 ? 0 : 1;
  } else if (part !== undefined) await simulatePart(parsed.options, Number(part));
  else if (parsed.options.processes > 1) await simulateParts(parsed.options);
  else await simulateHere(parsed.options);
}

await run(process.argv.slice(2));
