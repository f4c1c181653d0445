/** Updates of agents in the fake API: one release that can be rolled out, one whose files are missing, one rollout that failed somewhere. */
import type { AgentUpdates, Release, Rollout, RolloutChange, RolloutStart, UpdateDevice } from '@sekisho/contracts';
import { Refused } from './fake-refused.ts';
import type { FakeState, Handler } from './fake-routes.ts';
import * as world from './fake-world.ts';

const release = (number: number, version: string, missing: string[] = []): Release => ({
  id: world.uuid(2400 + number),
  version,
  minimumVersion: '0.4.0',
  notBefore: '2026-11-01T00:00:00Z',
  notAfter: '2027-05-01T00:00:00Z',
  addedAt: '2026-11-18T05:24:00Z',
  addedBy: 'admin',
  targets: [
    { platform: 'linux', architecture: 'x64' },
    { platform: 'windows', architecture: 'x64' },
  ],
  missing,
});

const halted: Rollout = {
  id: world.uuid(2410),
  releaseId: world.uuid(2401),
  version: '0.4.1',
  state: 'halted',
  percent: 5,
  groupIds: [1],
  toleratedFailures: 0,
  checkInWithinSeconds: 600,
  startedAt: '2026-11-19T01:00:00Z',
  startedBy: 'admin',
  offered: 2,
  updated: 9,
  failed: 1,
};

export function makeAgentUpdates(): AgentUpdates {
  return {
    releaseKeys: [{ keyId: 'k1', name: '情報システム部' }],
    releases: [release(2, '0.4.2', ['a'.repeat(64)]), release(1, '0.4.1')],
    rollouts: [halted],
  };
}

const failures = ({ devices }: FakeState): UpdateDevice[] =>
  devices.slice(0, 1).map(({ id, computerName }) => ({
    deviceId: id,
    computerName,
    state: 'failed',
    fault: 'did-not-check-in',
    from: '0.4.0',
    at: '2026-11-19T01:20:00Z',
  }));

function start({ agentUpdates, proven }: FakeState, asked: RolloutStart): Rollout {
  if (!proven) throw new Refused(403, 'proof-required');
  const version = agentUpdates.releases.find(({ id }) => id === asked.releaseId)?.version ?? '';
  const told = { offered: 0, updated: 0, failed: 0 };
  const id = world.uuid(2411);
  const begun = { ...halted, ...asked, ...told, id, version, state: 'running' } as const;
  agentUpdates.rollouts.unshift(begun);
  return begun;
}

function change(
  { agentUpdates }: FakeState,
  id: string | undefined,
  { tryAgain: _, ...asked }: RolloutChange,
): unknown {
  agentUpdates.rollouts = agentUpdates.rollouts.map((rollout) =>
    rollout.id === id ? { ...rollout, ...asked } : rollout,
  );
  return agentUpdates.rollouts.find((rollout) => rollout.id === id);
}

function remove({ agentUpdates }: FakeState, id: string | undefined): void {
  const ended = (rollout: Rollout) => rollout.releaseId !== id || rollout.state === 'ended';
  if (!agentUpdates.rollouts.every(ended)) throw new Refused(409, 'release-in-use');
  agentUpdates.releases = agentUpdates.releases.filter((each) => each.id !== id);
  agentUpdates.rollouts = agentUpdates.rollouts.filter(({ releaseId }) => releaseId !== id);
}

export const agentUpdateRoutes: [string, RegExp, Handler][] = [
  ['POST', /^\/session\/proof$/, (state) => void Object.assign(state, { proven: true })],
  ['GET', /^\/agent-updates$/, ({ agentUpdates }) => agentUpdates],
  ['DELETE', /^\/agent-updates\/releases\/([^/]+)$/, (state, { ids }) => remove(state, ids[0])],
  ['GET', /^\/agent-updates\/rollouts\/[^/]+\/devices$/, (state) => ({ items: failures(state) })],
  ['POST', /^\/agent-updates\/rollouts$/, (state, { body }) => start(state, body as unknown as RolloutStart)],
  [
    'PATCH',
    /^\/agent-updates\/rollouts\/([^/]+)$/,
    (state, { ids, body }) => change(state, ids[0], body as RolloutChange),
  ],
];
