/** What check-ins read of policies and organizations, kept in the process and forgotten when somebody saves. */
import type { ApprovableText, PolicySettings } from '@sekisho/contracts';
import type { Clock } from '../../platform/clock.ts';

export interface CurrentPolicy {
  readonly code: string;
  readonly revision: number;
  readonly settings: PolicySettings;
  readonly signed: ApprovableText;
  /** Devices would refuse it: it waits for approval. */
  readonly withheld: boolean;
}

export interface SettingsCache {
  /** `null`: there is no such policy. */
  policyFor(organizationId: string, code: string): Promise<CurrentPolicy | null>;
  homeRevision(organizationId: string): Promise<number>;
}

export interface ForgettingSettingsCache extends SettingsCache {
  forget(organizationId: string, policyCode: string | null): void;
  forgetAll(): void;
}

export interface SettingsCachePorts {
  readonly clock: Clock;
  readonly loadPolicy: (organizationId: string, code: string) => Promise<CurrentPolicy | null>;
  readonly loadHomeRevision: (organizationId: string) => Promise<number>;
}

/** Should a message ever get lost, this is how long an old value can last. */
const longestMs = 30_000;

interface Entry<T> {
  readonly loadedAtMs: number;
  readonly value: Promise<T>;
}

export function createSettingsCache(ports: SettingsCachePorts): ForgettingSettingsCache {
  const policies = new Map<string, Entry<CurrentPolicy | null>>();
  const homes = new Map<string, Entry<number>>();

  /** The promise itself is kept: one that began to load before `forget` is dropped with it, however late it ends. */
  function remember<T>(entries: Map<string, Entry<T>>, key: string, load: () => Promise<T>): Promise<T> {
    const nowMs = ports.clock.monotonicMs();
    const known = entries.get(key);
    if (known !== undefined && nowMs - known.loadedAtMs < longestMs) return known.value;
    const value = load();
    const entry = { loadedAtMs: nowMs, value };
    entries.set(key, entry);
    value.catch(() => {
      if (entries.get(key) === entry) entries.delete(key);
    });
    return value;
  }

  return {
    policyFor: (organizationId, code) =>
      remember(policies, `${organizationId}/${code}`, () => ports.loadPolicy(organizationId, code)),
    homeRevision: (organizationId) => remember(homes, organizationId, () => ports.loadHomeRevision(organizationId)),
    forget(organizationId, policyCode) {
      if (policyCode !== null) policies.delete(`${organizationId}/${policyCode}`);
      else {
        homes.delete(organizationId);
        // Rules of approval may have changed: which policies are withheld is asked anew.
        for (const key of policies.keys()) if (key.startsWith(`${organizationId}/`)) policies.delete(key);
      }
    },
    forgetAll() {
      policies.clear();
      homes.clear();
    },
  };
}
