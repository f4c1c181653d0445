import { expect, test } from 'vitest';
import { findCpuController, limitsOf } from './core-share.ts';

const other = 'proc /proc proc rw 0 0\ncgroup /sys/fs/cgroup/cpuset cgroup rw,relatime,cpuset 0 0\n';
const first = 'cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,nosuid,cpu,cpuacct 0 0\n';
const second = 'cgroup2 /sys/fs/cgroup/unified cgroup2 rw,relatime 0 0\n';

test.each([
  { name: 'version 1', mounts: other + first, found: { version: 1, folder: '/sys/fs/cgroup/cpu,cpuacct' } },
  { name: 'version 2', mounts: other + second, found: { version: 2, folder: '/sys/fs/cgroup/unified' } },
  {
    name: 'both: the older has the processor',
    mounts: second + first,
    found: { version: 1, folder: '/sys/fs/cgroup/cpu,cpuacct' },
  },
  { name: 'only another controller', mounts: other, found: null },
])('where groups of processor time are made: $name', ({ mounts, found }) => {
  expect(findCpuController(mounts)).toEqual(found);
});

test('a fifth of a core in the words of either version', () => {
  expect(limitsOf({ version: 1, folder: '/' }, 0.2)).toEqual([
    ['cpu.shares', '262144'],
    ['cpu.cfs_period_us', '10000'],
    ['cpu.cfs_quota_us', '2000'],
  ]);
  expect(limitsOf({ version: 2, folder: '/' }, 0.2)).toEqual([
    ['cpu.weight', '10000'],
    ['cpu.max', '2000 10000'],
  ]);
});

test.each([0, 0.05, 1.5, Number.NaN])('no share of %d', (share) => {
  expect(() => limitsOf({ version: 2, folder: '/' }, share)).toThrow('share of a core');
});
