/** Where agents of others send their inventories: /api/v1/agent-intakes. What they send goes to one address for all, told apart by the secret. */
import { type Static, Type } from 'typebox';
import { Nullable, Timestamp, Uuid } from '../primitives.ts';

/** POST and PROLOG go here, whatever the agent. */
export const agentIntakePath = '/device/v1/agents';
/** For HTTP basic authentication; the secret alone tells who it is. */
export const agentIntakeUser = 'sekisho';
/** Agents that do not take over the server's must be told it. */
export const agentIntakeRealm = 'Sekisho';

/** POST /agent-intakes */
export const AgentIntakeCreate = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  /** 0: no group (whole organization). */
  groupId: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
  expiresInDays: Type.Integer({ minimum: 1, maximum: 3_650 }),
});
export type AgentIntakeCreate = Static<typeof AgentIntakeCreate>;

export const AgentIntake = Type.Object(
  {
    id: Uuid,
    name: Type.String(),
    groupId: Type.Integer(),
    groupName: Type.String(),
    createdAt: Timestamp,
    createdBy: Nullable(Type.String()),
    expiresAt: Timestamp,
    revokedAt: Nullable(Timestamp),
    /** Devices that were registered through it. */
    devices: Type.Integer(),
    /** Who came last, to the minute. */
    lastUse: Nullable(Type.Object({ at: Timestamp, address: Type.String(), agent: Type.String() })),
  },
  { title: 'AgentIntake' },
);
export type AgentIntake = Static<typeof AgentIntake>;

/** Newest first. `url`: what agents are given as their server. */
export const AgentIntakeList = Type.Object({ url: Type.String(), items: Type.Array(AgentIntake) });
export type AgentIntakeList = Static<typeof AgentIntakeList>;

/** The secret is shown this once. */
export const AgentIntakeMade = Type.Object({ intake: AgentIntake, url: Type.String(), secret: Type.String() });
export type AgentIntakeMade = Static<typeof AgentIntakeMade>;

/** That can be used at a time. */
export const agentIntakesAtMost = 200;
