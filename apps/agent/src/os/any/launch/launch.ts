/**
 * The launcher: stays as it was installed, and starts the version that is due. A version on trial is watched from a thread of the launcher's
 * own, so that one that hangs is ended as surely as one that crashes, and the one before comes back.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { Worker, workerData } from 'node:worker_threads';
import { decideLaunch, endTrial, isSameTry, type LaunchDecision, type Trial } from './launch.rules.ts';
import {
  baseVariable,
  type LaunchPlaces,
  launchPlaces,
  readLaunchState,
  readVersionOf,
  writeLaunchState,
} from './launch-files.ts';
import { ownRuntimeOf } from './runtime-of.ts';

/** Set for the launcher itself, when it goes on in the runtime of the version that is due. */
const dueVariable = 'SEKISHO_AGENT_DUE';

const script = process.argv[1] ?? '';
const places = launchPlaces(path.dirname(path.resolve(script)));

function isStart([word, next]: readonly string[]): boolean {
  return word === 'run' || (word === 'service' && next === 'run');
}

/** What cannot be written down is not tried: an uncounted try could be one of many. */
function decide(args: readonly string[]): Pick<LaunchDecision, 'version' | 'trial'> {
  const baseVersion = readVersionOf(places.base);
  if (baseVersion === null) return { version: null, trial: null };
  const has = (version: string) => readVersionOf(path.join(places.versions, version)) === version;
  const stored = readLaunchState(places);
  const decision = decideLaunch(stored, { baseVersion, has, starts: isStart(args) });
  if (!isStart(args) || JSON.stringify(decision.state) === JSON.stringify(stored)) return decision;
  try {
    writeLaunchState(places, decision.state);
    return decision;
  } catch (error) {
    process.stderr.write(`what is started could not be written down: ${String(error)}\n`);
    return decision.trial === null ? decision : { version: decision.state.current, trial: null };
  }
}

function start(args: readonly string[]): void {
  const due = process.env[dueVariable];
  delete process.env[dueVariable];
  const { version, trial } = due === undefined ? decide(args) : (JSON.parse(due) as ReturnType<typeof decide>);
  const folder = version === null ? places.base : path.join(places.versions, version);
  const runtime = due === undefined ? ownRuntimeOf(folder) : null;
  if (runtime !== null) {
    const env = { ...process.env, [dueVariable]: JSON.stringify({ version, trial }) };
    process.execve?.(runtime, [runtime, ...process.execArgv, script, ...args], env);
  }
  if (trial !== null) watch(trial);
  process.env[baseVariable] = places.base;
  const program = path.join(folder, 'agent.cjs');
  process.argv[1] = program;
  createRequire(program)(program);
}

interface Watched {
  readonly places: LaunchPlaces;
  readonly trial: Trial;
}

function watch(trial: Trial): void {
  const watched: Watched = { places, trial };
  new Worker(script, { workerData: watched, stdin: false }).unref();
}

/** In the thread: whatever the program does meanwhile, its time runs out. */
function runOut({ places: at, trial }: Watched): void {
  setTimeout(() => {
    const state = readLaunchState(at);
    if (state === null || !isSameTry(state, trial)) return;
    try {
      writeLaunchState(at, endTrial(state, 'did-not-check-in'));
    } finally {
      process.kill(process.pid, 'SIGKILL');
    }
  }, trial.patienceMs);
}

/** For the script of the launcher itself, in its main thread. */
export function launch(): void {
  start(process.argv.slice(2));
}

/** For the same script, in the thread that it has started. */
export function watchTrial(): void {
  runOut(workerData as Watched);
}
