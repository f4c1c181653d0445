/** What a request says, read from the bytes that would be signed, once they have been shown to be those of its statements. */
import {
  type ApprovalRequestDetail,
  Batch,
  type BatchContent,
  readBatch,
  readTrustSetChange,
  type TrustSetContent,
} from '@sekisho/contracts';
import { Check } from 'typebox/value';
import { batchRoot } from './batch-root.ts';

export type SignedContent =
  | { readonly of: 'batch'; readonly batch: BatchContent }
  | { readonly of: 'trust-set'; readonly change: TrustSetContent };

/** `null`: what the server sent does not fit the bytes; it must not be signed. */
export async function readSignedContent(
  request: ApprovalRequestDetail,
  of: { readonly organization: string; readonly trustSet: string },
): Promise<SignedContent | null> {
  if (request.kind === 'trust-set') {
    const change = request.domain === 'trust-set' ? readTrustSetChange(of.trustSet, request.text) : null;
    return change === null ? null : { of: 'trust-set', change };
  }
  const signed: unknown = parse(request.text);
  if (request.domain !== 'batch' || !Check(Batch, signed)) return null;
  const { statements, kind } = request;
  const fits =
    signed.kind === kind &&
    signed.organization === of.organization &&
    signed.count === statements.length &&
    signed.root === (await batchRoot(statements));
  const batch = fits ? readBatch(kind, of.organization, statements) : null;
  return batch === null ? null : { of: 'batch', batch };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
