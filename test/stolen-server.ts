/** A server in the hands of a thief who has its database and all of its keys: every answer to a device can be replaced and is sealed well. */

import type { Transport, TransportAnswer, TransportRequest } from '@sekisho/agent-core';
import type {
  CheckInAnswer,
  CheckInBody,
  CheckInRequest,
  SignedText,
  TokenAnswer,
  TokenGrant,
} from '@sekisho/contracts';
import { sealAnswer } from '@sekisho/trust';

export interface Thief {
  /** Changes the next answer to a check-in, once. */
  answerWith(change: (body: CheckInBody, request: CheckInRequest) => CheckInBody): void;
  /** The next check-in is answered with 'deregistered' and this notice. */
  deregisterWith(notice: SignedText): void;
}

/** The honest way to the server, with a thief on it who knows the key of the seal from the answer that grants it. */
export function stealTransport(honest: Transport): { transport: Transport; thief: Thief } {
  let change: Parameters<Thief['answerWith']>[0] | null = null;
  let notice: SignedText | null = null;
  let sealKey = '';

  async function request(asked: TransportRequest): Promise<TransportAnswer> {
    const answer = await honest.request(asked);
    if (asked.path === '/device/v1/token' && answer.status === 200) {
      const { grant } = JSON.parse(answer.body) as TokenAnswer;
      ({ sealKey } = JSON.parse(grant.text) as TokenGrant);
    }
    if (asked.path !== '/device/v1/check-in' || answer.status !== 200) return answer;
    if (notice !== null) return refusalWith(answer);
    return change === null ? answer : replace(answer, JSON.parse(asked.body ?? '') as CheckInRequest, change);
  }

  function refusalWith(answer: TransportAnswer): TransportAnswer {
    const problem = { type: 'about:blank', title: 'x', status: 410, code: 'deregistered', notice };
    notice = null;
    return { ...answer, status: 410, body: JSON.stringify(problem) };
  }

  function replace(answer: TransportAnswer, asked: CheckInRequest, by: NonNullable<typeof change>): TransportAnswer {
    change = null;
    const { serverTime, body: text } = JSON.parse(answer.body) as CheckInAnswer;
    const body = JSON.stringify(by(JSON.parse(text) as CheckInBody, asked));
    const seal = sealAnswer(sealKey, asked.nonce, serverTime, body);
    return { ...answer, body: JSON.stringify({ serverTime, body, seal }) };
  }

  return {
    transport: { request },
    thief: {
      answerWith: (next) => {
        change = next;
      },
      deregisterWith: (next) => {
        notice = next;
      },
    },
  };
}
