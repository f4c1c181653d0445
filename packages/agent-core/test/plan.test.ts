/** The plan as a value, and the runner that carries it out. */
import type { Screen } from '@sekisho/lock';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { plan, refuseStep, type Situation, type Step, type StepMap, type Target } from '../src/index.ts';
import { createRunner } from '../src/plan/runner.ts';

const rest: Situation = {
  screen: 'none',
  shuttingDown: false,
  wiping: null,
  uploading: false,
  proxy: null,
  live: false,
  networks: false,
  sims: false,
  locating: false,
  preparingUpdate: false,
  switching: false,
  onTrial: false,
};
const calm: Target = {
  screen: 'none',
  shutDown: false,
  wipe: null,
  inventoryDue: false,
  proxy: null,
  live: false,
  networks: false,
  sims: false,
  locationDue: false,
  updateDue: false,
  switchDue: false,
  proven: false,
};
const proxy = { mode: 'manual', url: 'http://proxy:8080', bypass: '', locked: true } as const;

test.each<[string, Partial<Situation>, Partial<Target>, Step[]]>([
  ['nothing to do', {}, {}, []],
  ['a lock', {}, { screen: 'remote' }, [{ kind: 'show-screen', screen: 'remote' }]],
  ['another lock', { screen: 'timer' }, { screen: 'remote' }, [{ kind: 'show-screen', screen: 'remote' }]],
  ['an unlock', { screen: 'remote' }, {}, [{ kind: 'hide-screen' }]],
  ['nothing known of the screen', { screen: 'unknown' }, {}, [{ kind: 'hide-screen' }]],
  ['a screen that stands', { screen: 'sim' }, { screen: 'sim' }, []],
  [
    'a wipe',
    {},
    { wipe: 'w', screen: 'wiping' },
    [
      { kind: 'show-screen', screen: 'wiping' },
      { kind: 'wipe', commandId: 'w' },
    ],
  ],
  ['a wipe that runs', { wiping: 'w', screen: 'wiping' }, { wipe: 'w', screen: 'wiping' }, []],
  ['a shut-down', {}, { shutDown: true }, [{ kind: 'shut-down' }]],
  ['a shut-down that has begun', { shuttingDown: true }, { shutDown: true }, []],
  ['in touch', {}, { live: true, inventoryDue: true }, [{ kind: 'open-live' }, { kind: 'upload-inventory' }]],
  [
    'a proxy, before the live connection',
    {},
    { proxy, live: true },
    [{ kind: 'use-proxy', proxy }, { kind: 'open-live' }],
  ],
  ['the same proxy', { proxy: { ...proxy } }, { proxy }, []],
  ['nothing known of the proxy', { proxy: undefined }, {}, [{ kind: 'use-proxy', proxy: null }]],
  ['an upload that runs', { uploading: true, live: true }, { live: true, inventoryDue: true }, []],
  ['what to look for', {}, { networks: true, sims: true }, [{ kind: 'watch-networks' }, { kind: 'watch-sims' }]],
  ['nothing to look for', { networks: true, sims: true }, {}, [{ kind: 'unwatch-networks' }, { kind: 'unwatch-sims' }]],
  ['a position', {}, { locationDue: true }, [{ kind: 'sample-location' }]],
  ['a search that runs', { locating: true }, { locationDue: true }, []],
  ['an update', {}, { updateDue: true }, [{ kind: 'prepare-update' }]],
  ['an update that is being fetched', { preparingUpdate: true }, { updateDue: true }, []],
  ['an update that is here', {}, { switchDue: true }, [{ kind: 'switch-version' }]],
  ['an update that is begun', { switching: true }, { switchDue: true, updateDue: true }, []],
  ['a version on trial that has shown nothing', { onTrial: true }, { updateDue: true, switchDue: true }, []],
  [
    'a version on trial that is proven',
    { onTrial: true },
    { proven: true, updateDue: true },
    [{ kind: 'confirm-version' }],
  ],
  ['the end', { live: true }, {}, [{ kind: 'close-live' }]],
])('%s', (_what, situation, target, steps) => {
  expect(plan({ ...rest, ...situation }, { ...calm, ...target })).toEqual(steps);
});

const screens: Screen[] = ['none', 'timer', 'remote', 'sim', 'wiping'];
const situations = fc.record<Situation>({
  screen: fc.constantFrom('unknown', ...screens),
  shuttingDown: fc.boolean(),
  wiping: fc.constantFrom(null, 'w'),
  uploading: fc.boolean(),
  locating: fc.boolean(),
  proxy: fc.constantFrom(undefined, null, proxy),
  live: fc.boolean(),
  networks: fc.boolean(),
  sims: fc.boolean(),
  preparingUpdate: fc.boolean(),
  switching: fc.boolean(),
  onTrial: fc.boolean(),
});
const targets = fc.record<Target>({
  screen: fc.constantFrom(...screens),
  shutDown: fc.boolean(),
  wipe: fc.constantFrom(null, 'w'),
  inventoryDue: fc.boolean(),
  locationDue: fc.boolean(),
  proxy: fc.constantFrom(null, proxy),
  live: fc.boolean(),
  networks: fc.boolean(),
  sims: fc.boolean(),
  updateDue: fc.boolean(),
  switchDue: fc.boolean(),
  proven: fc.boolean(),
});

function stepsOn(situation: { -readonly [Name in keyof Situation]: Situation[Name] }, log: string[] = []): StepMap {
  const did = (kind: string, change: Partial<Situation>) => {
    log.push(kind);
    Object.assign(situation, change);
    return { ok: true } as const;
  };
  return {
    'show-screen': ({ screen }) => did('show-screen', { screen }),
    'hide-screen': () => did('hide-screen', { screen: 'none' }),
    'shut-down': () => did('shut-down', { shuttingDown: true }),
    wipe: ({ commandId }) => did('wipe', { wiping: commandId }),
    'use-proxy': (step) => did('use-proxy', { proxy: step.proxy }),
    'upload-inventory': () => did('upload-inventory', { uploading: true }),
    'sample-location': () => did('sample-location', { locating: true }),
    'open-live': () => did('open-live', { live: true }),
    'close-live': () => did('close-live', { live: false }),
    'watch-networks': () => did('watch-networks', { networks: true }),
    'unwatch-networks': () => did('unwatch-networks', { networks: false }),
    'watch-sims': () => did('watch-sims', { sims: true }),
    'unwatch-sims': () => did('unwatch-sims', { sims: false }),
    'prepare-update': () => did('prepare-update', { preparingUpdate: true }),
    'switch-version': () => did('switch-version', { switching: true }),
    'confirm-version': () => did('confirm-version', { onTrial: false }),
  };
}

test('from any situation, carrying the plan out once leaves nothing to do, and the screen comes first', () => {
  fc.assert(
    fc.property(situations, targets, (from, target) => {
      const situation = { ...from };
      const log: string[] = [];
      createRunner(
        () => plan(situation, target),
        stepsOn(situation, log),
        () => {},
      ).reconcile();
      expect(plan(situation, target)).toEqual([]);
      expect(log.findIndex((kind) => kind.endsWith('-screen'))).toBeLessThanOrEqual(0);
    }),
  );
});

test('what a step sets off is planned after it, not within it', () => {
  const situation = { ...rest };
  let target: Target = { ...calm, screen: 'timer' };
  const log: string[] = [];
  const steps = stepsOn(situation, log);
  const runner = createRunner(
    () => plan(situation, target),
    {
      ...steps,
      'show-screen': (step) => {
        target = { ...target, live: true };
        runner.reconcile();
        log.push('after');
        return steps['show-screen'](step);
      },
    },
    () => {},
  );
  runner.reconcile();
  expect(log).toEqual(['after', 'show-screen', 'open-live']);
});

test('a step that is refused is told, and the rest goes on; one that never comes to rest ends', () => {
  const situation = { ...rest };
  const target = { ...calm, shutDown: true, live: true };
  const refused = vi.fn();
  const steps = { ...stepsOn(situation), 'shut-down': refuseStep };
  createRunner(() => plan(situation, target), steps, refused).reconcile();
  expect(refused).toHaveBeenCalledWith({ kind: 'shut-down' }, { ok: false, code: 'not-supported-here' });
  expect(situation.live).toBe(true);
});
