/** Every fixture under fixtures/<schema>/{valid,invalid} against its schema, and the catalogue's own invariants. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import {
  CheckInRequest,
  CommandRequest,
  defaultPolicySettings,
  EnrolRequest,
  Envelope,
  errorCatalogue,
  Intent,
  InventoryRequest,
  isErrorCode,
  PolicySettings,
  policySettingsFaults,
  SetupRequest,
  TrustSet,
} from '../src/index.ts';

const schemas: Record<string, TSchema> = {
  'check-in-request': CheckInRequest,
  'command-request': CommandRequest,
  'enrol-request': EnrolRequest,
  envelope: Envelope,
  intent: Intent,
  'inventory-request': InventoryRequest,
  'policy-settings': PolicySettings,
  'setup-request': SetupRequest,
  'trust-set': TrustSet,
};
const fixtures = join(import.meta.dirname, '../fixtures');

describe('fixtures', () => {
  it('exist for every schema listed, and only for those', () => {
    expect(readdirSync(fixtures).sort()).toEqual(Object.keys(schemas).sort());
  });
  for (const [name, schema] of Object.entries(schemas))
    for (const kind of ['valid', 'invalid'] as const)
      for (const file of readdirSync(join(fixtures, name, kind)))
        it(`${name}: ${kind}: ${file}`, () => {
          const value: unknown = JSON.parse(readFileSync(join(fixtures, name, kind, file), 'utf8'));
          expect(Value.Check(schema, value)).toBe(kind === 'valid');
        });
});

describe('catalogue of errors', () => {
  it('has HTTP errors only', () => {
    for (const { status } of Object.values(errorCatalogue)) expect(status >= 400 && status < 600).toBe(true);
  });
  it('tells codes from other text', () => {
    expect(isErrorCode('enrolment-refused')).toBe(true);
    expect(isErrorCode('toString')).toBe(false);
  });
});

describe('policy settings', () => {
  const minutes = (count: number) => count * 60_000;
  it.each([
    { interval: minutes(5), period: minutes(15), enabled: true, faults: [] },
    { interval: minutes(5), period: minutes(15) - 1, enabled: true, faults: ['timer-period-too-short'] },
    { interval: 10_000, period: minutes(1), enabled: true, faults: [] },
    { interval: 20_001, period: minutes(1), enabled: true, faults: ['timer-period-too-short'] },
    { interval: minutes(5), period: minutes(1), enabled: false, faults: [] },
    { interval: 9_999, period: minutes(1), enabled: false, faults: ['check-in-interval-too-short'] },
  ])('$interval ms, period $period ms, on: $enabled → $faults', ({ interval, period, enabled, faults }) => {
    const found = policySettingsFaults({
      ...defaultPolicySettings,
      checkInIntervalMs: interval,
      timerLock: { enabled, periodMs: period },
    });
    expect(found.map((fault) => fault.code)).toEqual(faults);
  });
  it('are sound by default', () => {
    expect(policySettingsFaults(defaultPolicySettings)).toEqual([]);
    expect(Value.Check(PolicySettings, defaultPolicySettings)).toBe(true);
  });
});
