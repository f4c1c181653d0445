/** Addresses for agents of others, as the fake API tells them. */
import type { AgentIntake, AgentIntakeCreate } from '@sekisho/contracts';
import type { FakeRoute } from './fake-routes.ts';
import { uuid } from './fake-world.ts';

const url = 'https://sekisho.example.jp/device/v1/agents';
const dayMs = 86_400_000;

export const agentIntakeRoutes: FakeRoute[] = [
  ['GET', /^\/agent-intakes$/, ({ intakes }) => ({ url, items: intakes })],
  [
    'POST',
    /^\/agent-intakes$/,
    (state, { body }) => {
      const { name, groupId, expiresInDays } = body as AgentIntakeCreate;
      const intake: AgentIntake = {
        id: uuid(900 + state.intakes.length),
        name,
        groupId,
        groupName: state.groups.find(({ id }) => id === groupId)?.name ?? '',
        createdAt: new Date().toISOString(),
        createdBy: 'admin',
        expiresAt: new Date(Date.now() + expiresInDays * dayMs).toISOString(),
        revokedAt: null,
        devices: 0,
        lastUse: null,
      };
      state.intakes = [intake, ...state.intakes];
      return { intake, url, secret: 'the-secret' };
    },
  ],
  [
    'POST',
    /^\/agent-intakes\/([^/]+)\/revocation$/,
    (state, { ids }) => {
      const revokedAt = new Date().toISOString();
      state.intakes = state.intakes.map((intake) => (intake.id === ids[0] ? { ...intake, revokedAt } : intake));
    },
  ],
];
