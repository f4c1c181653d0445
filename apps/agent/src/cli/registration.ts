/** Registers this machine with the server of its configuration: for the command line, and for the window through the agent. */
import { type EnrolmentCredential, type EnrolOutcome, enrol } from '@sekisho/agent-core';
import type { AgentConfig } from '../agent-config.ts';
import type { AgentLog } from '../agent-log.ts';
import { userAgentOf } from '../agent-version.ts';
import type { Machine } from '../machine.ts';

const requestTimeoutMs = 30_000;

/** A registration that is over has been put away before. */
export async function registerMachine(
  machine: Machine,
  config: AgentConfig,
  credential: EnrolmentCredential,
  log: AgentLog,
): Promise<EnrolOutcome> {
  const store = machine.openStore();
  const { clock, transport, network } = machine.connect(config, log);
  try {
    const { facts } = await machine.readFacts();
    return await enrol({
      store,
      clock,
      transport,
      userAgent: userAgentOf(facts.platform, facts.architecture),
      timeoutMs: requestTimeoutMs,
      facts,
      credential,
      pinnedTrustHash: config.trustHash,
    });
  } finally {
    network.close();
    store.close();
  }
}
