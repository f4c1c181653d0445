/** Releases of the agent as the tools of an organization make them, and their rollouts, over the API of a real server. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { AgentUpdates, Release, Rollout, SignedText, TrustChain, TrustSet } from '@sekisho/contracts';
import { eventually } from '@sekisho/testkit/eventually';
import { adminToken, type ServerProcess } from '@sekisho/testkit/server-process';
import { generateSigningKey, recoveryKeyFromText, signText, trustSetHash } from '@sekisho/trust';
import { expect } from 'vitest';
import { type ProgramFile, type ProgramFor, packRelease } from '../../packages/installers/src/release/pack-release.ts';

export interface AgentReleases {
  readonly releaseKey: ReturnType<typeof generateSigningKey>;
  ask<T>(method: string, at: string, body?: unknown): Promise<T>;
  /** The newest trust set with the release key in it, to be signed. */
  nextTrustSet(): Promise<string>;
  /** By the recovery key, which the server wrote down at its first start. */
  trustReleaseKey(): Promise<void>;
  release(version: string, target: ProgramFor): Promise<Release>;
  rollOut(release: Release, more?: object): Promise<Rollout>;
  end(rollout: Rollout): Promise<void>;
  /** Resolves once a device has told what became of it. */
  untilTold(rollout: Rollout): Promise<Rollout>;
  /** Devices on which it failed. */
  failures(rollout: Rollout): Promise<readonly unknown[]>;
}

/** A program under another version, with its script changed. */
export function programOf(
  installed: readonly ProgramFile[],
  version: string,
  change: (script: string) => string = (script) => script,
): ProgramFile[] {
  return installed.map((file) => {
    const text = Buffer.from(file.content).toString('utf8');
    if (file.name === 'version.json') {
      const about = { ...(JSON.parse(text) as object), agentVersion: version };
      return { ...file, content: Buffer.from(JSON.stringify(about)) };
    }
    if (file.name !== 'agent.cjs') return file;
    const own = /(name:"@sekisho\/agent",version:)"0\.1\.0"/;
    expect(text).toMatch(own);
    return { ...file, content: Buffer.from(change(text.replace(own, `$1"${version}"`))) };
  });
}

/** @param scratch where releases are packed */
export function agentReleases(server: ServerProcess, scratch: string): AgentReleases {
  const releaseKey = generateSigningKey();
  const day = 24 * 3_600_000;

  async function ask<T>(method: string, at: string, body?: unknown): Promise<T> {
    const answer = await server.api(at, { method, ...(body === undefined ? {} : { body }) });
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body as T;
  }

  async function nextTrustSet(): Promise<string> {
    const { chain } = await ask<TrustChain>('GET', '/approvals/trust-chain');
    const { text } = chain.at(-1) as SignedText;
    const set = JSON.parse(text) as TrustSet;
    const { keyId, publicKey } = releaseKey;
    return JSON.stringify({
      ...set,
      version: set.version + 1,
      previous: trustSetHash(text),
      issuedAt: Date.now(),
      releaseKeys: [{ keyId, publicKey, name: 'releases' }],
    });
  }

  return {
    releaseKey,
    ask,
    nextTrustSet,
    async trustReleaseKey() {
      const written = readFileSync(path.join(server.dataDir, 'recovery-key.txt'), 'utf8');
      const recovery = recoveryKeyFromText(/(?:\w{4}-){13}\w{4}/.exec(written)?.[0] ?? '');
      if (!recovery.ok) throw new Error('no recovery key');
      const set = signText('trust-set', await nextTrustSet(), recovery.value);
      await ask('POST', '/agent-updates/release-keys', set);
    },
    async release(version, target) {
      const folder = path.join(scratch, version);
      const about = { version, minimumVersion: '0.1.0', notBefore: Date.now() - day, notAfter: Date.now() + day };
      const text = await packRelease(folder, about, [target]);
      const signed = { release: signText('agent-release', text, releaseKey) };
      const added = await ask<Release>('POST', '/agent-updates/releases', signed);
      for (const sha256 of added.missing) {
        const answer = await fetch(`${server.url}/api/v1/agent-updates/files/${sha256}`, {
          method: 'PUT',
          headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/octet-stream' },
          body: readFileSync(path.join(folder, 'files', sha256)),
        });
        expect(answer.status).toBe(204);
      }
      return added;
    },
    rollOut({ id }, more = {}) {
      const usual = { percent: 100, groupIds: null, toleratedFailures: 0, checkInWithinSeconds: 120 };
      return ask<Rollout>('POST', '/agent-updates/rollouts', { releaseId: id, ...usual, ...more });
    },
    end: async ({ id }) => void (await ask('PATCH', `/agent-updates/rollouts/${id}`, { state: 'ended' })),
    untilTold: async ({ id }) =>
      (await eventually(
        async () => (await ask<AgentUpdates>('GET', '/agent-updates')).rollouts.find((each) => each.id === id),
        (now) => now !== undefined && now.updated + now.failed > 0,
        90_000,
      )) as Rollout,
    failures: async ({ id }) =>
      (await ask<{ items: unknown[] }>('GET', `/agent-updates/rollouts/${id}/devices?state=failed`)).items,
  };
}
