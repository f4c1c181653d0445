/** A profile folded to frames: time is nobody's twice, and what stands still does not count. */
import { expect, test } from 'vitest';
import { type CpuProfile, flameGraph, foldProfile } from './flame-graph.ts';

const call = (functionName: string, url = '') => ({ functionName, url, lineNumber: 6 });

const profile: CpuProfile = {
  nodes: [
    { id: 1, callFrame: call('(root)'), children: [2, 3, 7] },
    { id: 2, callFrame: call('(idle)') },
    { id: 3, callFrame: call('tick', 'node:internal/a'), children: [4] },
    { id: 4, callFrame: call('run', 'node:internal/b'), children: [5, 6] },
    { id: 5, callFrame: call('take<T>', 'file:///somewhere/apps/server/src/take.ts') },
    { id: 6, callFrame: call('', 'file:///somewhere/node_modules/pg/client.js') },
    { id: 7, callFrame: call('(garbage collector)') },
  ],
  samples: [2, 5, 6, 5, 7, 4],
  timeDeltas: [9_000, 40, 30, 20, 5, 5],
};

test('counts every moment of work once, under whoever called for it', () => {
  const root = foldProfile(profile);
  const tick = root.children.get('tick node:internal/a:7');
  expect(root.micros).toBe(100);
  expect(tick?.micros).toBe(95);
  expect([...(tick?.children ?? [])].map(([name, { micros }]) => [name, micros])).toEqual([
    ['take<T> apps/server/src/take.ts:7', 60],
    ['(anonymous) pg/client.js:7', 30],
  ]);
});

test('draws names as text, never as marks of the picture', () => {
  const picture = flameGraph(profile, 'a & b');
  expect(picture).toContain('a &amp; b: 0.0 s of processor time');
  expect(picture).toContain('<title>take&lt;T&gt; apps/server/src/take.ts:7 60.0 %</title>');
  expect(picture).not.toContain('take<T>');
});
