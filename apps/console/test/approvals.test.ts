/** What the console makes of bytes to be signed: the same tree and the same recovery key as the devices' own code, and nothing that does not fit. */

import type { ApprovalRequestDetail, TrustSet } from '@sekisho/contracts';
import {
  es256Signer,
  generateSigningKey,
  makeBatch,
  recoveryKeyToText,
  type SigningKey,
  verifyText,
} from '@sekisho/trust';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchRoot } from '../src/features/approvals/batch-root.ts';
import { signWithRecoveryKey } from '../src/features/approvals/recovery-key.ts';
import { readSignedContent } from '../src/features/approvals/signed-content.ts';

const organization = '018f0000-0000-7000-8000-000000000001';
const device = '018f0000-0000-7000-8000-00000000000d';

describe('the root over statements', () => {
  const word = fc
    .string({ unit: 'binary', maxLength: 20 })
    .filter((text) => text.isWellFormed() && !text.includes('\n'));
  it('is that of packages/trust, whatever they are and however many', async () => {
    const statements = fc.array(fc.record({ subject: word, text: word }), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(statements, async (leaves) => {
        const { root } = JSON.parse(makeBatch({ organization, kind: 'wipe' }, leaves).text) as { root: string };
        expect(await batchRoot(leaves)).toBe(root);
      }),
      { numRuns: 60 },
    );
  });

  it('is none for what no device would take', async () => {
    expect(await batchRoot([])).toBeNull();
    expect(await batchRoot([{ subject: 'a\nb', text: '' }])).toBeNull();
    expect(await batchRoot([{ subject: '', text: '\ud800' }])).toBeNull();
  });
});

describe('what a request says', () => {
  const notice = JSON.stringify({ organization, device, at: 1_795_000_000_000 });
  const statements = [{ subject: JSON.stringify({ computerName: 'sales-07' }), text: notice }];
  const { text } = makeBatch({ organization, kind: 'deregistration' }, statements);
  const request = {
    kind: 'deregistration',
    domain: 'batch',
    text,
    statements,
    present: [],
  } as unknown as ApprovalRequestDetail;
  const read = (changes: object) =>
    readSignedContent({ ...request, ...changes } as ApprovalRequestDetail, { organization, trustSet: '{}' });

  it('is read from its bytes', async () => {
    expect(await read({})).toEqual({
      of: 'batch',
      batch: { kind: 'deregistration', devices: [{ id: device, computerName: 'sales-07', hardwareSerialNumber: '' }] },
    });
  });

  const other = makeBatch({ organization: device, kind: 'deregistration' }, statements).text;
  it.each([
    ['another name beside it', { statements: [{ subject: JSON.stringify({ computerName: 'scrap' }), text: notice }] }],
    ['another device', { statements: [{ subject: statements[0]?.subject, text: notice.replace('00d', '00e') }] }],
    ['one more', { statements: [...statements, ...statements] }],
    ['none', { statements: [] }],
    ['another kind', { kind: 'wipe' }],
    ['another domain', { domain: 'trust-set' }],
    ['another organization', { text: other }],
    ['no JSON', { text: '{' }],
    ['a change of trust that follows nothing', { kind: 'trust-set', domain: 'trust-set', text: '{}' }],
  ])('is nothing with %s', async (_name, changes) => {
    expect(await read(changes)).toBeNull();
  });
});

describe('the recovery key', () => {
  const setWith = (key: SigningKey) =>
    ({ signers: [es256Signer('recovery', key)], console: null }) as unknown as TrustSet;

  it('typed in any way signs as the devices verify', async () => {
    for (let round = 0; round < 20; round += 1) {
      const key = generateSigningKey();
      const typed = recoveryKeyToText(key.privateKey).toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o');
      const signature = await signWithRecoveryKey(typed, '{"version":2}', setWith(key));
      expect(signature).not.toBeNull();
      const signed = { text: '{"version":2}', signatures: signature === null ? [] : [signature] };
      expect(verifyText('trust-set', signed, setWith(key), ['recovery']).ok).toBe(true);
    }
  });

  it('of another organization, or with a wrong character, signs nothing', async () => {
    const [key, another] = [generateSigningKey(), generateSigningKey()];
    const typed = recoveryKeyToText(key.privateKey);
    expect(await signWithRecoveryKey(typed, 'x', setWith(another))).toBeNull();
    expect(
      await signWithRecoveryKey(`${typed.slice(0, -1)}${typed.endsWith('0') ? '1' : '0'}`, 'x', setWith(key)),
    ).toBeNull();
    expect(await signWithRecoveryKey('', 'x', setWith(key))).toBeNull();
  });
});
