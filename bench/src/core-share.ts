/** A process that gets no more than a share of one core, as if on a small machine of its own: by a control group of Linux, version 1 or 2. */
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type CpuController = { version: 1 | 2; folder: string };

/** Short, so that a process that has used its share up waits for milliseconds. */
const periodMicros = 10_000;
/** The kernel takes no quota below a millisecond. */
const smallestShare = 0.1;

/** Where groups of processor time are made; null where this machine has none. @param mounts the text of /proc/mounts */
export function findCpuController(mounts: string): CpuController | null {
  const all = mounts.split('\n').map((line) => line.split(' '));
  const folderOf = (fits: (kind: string, options: string[]) => boolean) =>
    all.find(([, , kind = '', options = '']) => fits(kind, options.split(',')))?.[1];
  const first = folderOf((kind, options) => kind === 'cgroup' && options.includes('cpu'));
  if (first !== undefined) return { version: 1, folder: first };
  const second = folderOf((kind) => kind === 'cgroup2');
  return second === undefined ? null : { version: 2, folder: second };
}

/** What is written into which file of a group, in this order. Throws for a share that no kernel gives. */
export function limitsOf(
  { version }: CpuController,
  share: number,
): readonly (readonly [file: string, text: string])[] {
  if (!(share >= smallestShare && share <= 1))
    throw new Error(`a share of a core is ${smallestShare} to 1, not ${share}`);
  const quota = String(Math.round(share * periodMicros));
  // A group weighs what it is told to, not what its processes do: its share is to be had whoever else is at work.
  if (version === 2)
    return [
      ['cpu.weight', '10000'],
      ['cpu.max', `${quota} ${periodMicros}`],
    ];
  return [
    ['cpu.shares', '262144'],
    ['cpu.cfs_period_us', String(periodMicros)],
    ['cpu.cfs_quota_us', quota],
  ];
}

export type CoreShare = {
  /** From now on the process, and what it starts, has its share and no more. */
  limit(): void;
  /** It may take what it gets again. */
  lift(): void;
  /** To be called when the process has ended. */
  remove(): void;
};

/**
 * A control group for a running process; what it has started already stays outside. Not limited yet.
 * @param share 0.1 to 1, of one core
 */
export function shareCore(pid: number, share: number): CoreShare {
  const controller = findCpuController(readFileSync('/proc/mounts', 'utf8'));
  if (controller === null)
    throw new Error('no control group of processor time is mounted (/proc/mounts: cgroup or cgroup2)');
  const limits = limitsOf(controller, share);
  const group = join(controller.folder, `sekisho-bench-${pid}`);
  const write = (file: string, text: string) => writeFileSync(join(group, file), text);
  try {
    if (controller.version === 2) writeFileSync(join(controller.folder, 'cgroup.subtree_control'), '+cpu');
    mkdirSync(group);
    for (const [file, text] of limits) write(file, text);
    write('cgroup.procs', String(pid));
  } catch (cause) {
    throw new Error(`${group}: a share of a core cannot be given; that takes root and a writable control group`, {
      cause,
    });
  }
  const given: CoreShare = {
    limit() {
      for (const [file, text] of limits) write(file, text);
    },
    lift: () => (controller.version === 2 ? write('cpu.max', 'max') : write('cpu.cfs_quota_us', '-1')),
    remove: () => rmdirSync(group),
  };
  given.lift();
  return given;
}
