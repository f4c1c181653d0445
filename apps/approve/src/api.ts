/** The server's API as this program uses it: answers are checked against their schemas, for the server is not trusted. */
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import {
  ApprovalAsked,
  ApprovalRequest,
  ApprovalRequestDetail,
  ApprovalRequestList,
  ApprovalsOverview,
  Problem,
  Release,
  type ReleaseAdd,
  Session,
  type Signature,
  type SignedText,
  TrustChain,
} from '@sekisho/contracts';
import { type Static, type TSchema, Type } from 'typebox';
import { Check } from 'typebox/value';

export interface Connection {
  readonly server: URL;
  readonly token: string;
  /** PEM of the server's root; `null`: the roots of the system. */
  readonly ca: string | null;
}

/** What the server refused (its code), or `no-connection`, or `answer-malformed`. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  readonly code: string;
  constructor(code: string, cause?: unknown) {
    super(code, { cause });
    this.code = code;
  }
}

const longestAnswer = 64 * 1024 * 1024;

function exchange({ server, token, ca }: Connection, method: string, path: string, body: unknown) {
  const isFile = body instanceof Uint8Array;
  const text = body === undefined || isFile ? body : JSON.stringify(body);
  const type = isFile ? 'application/octet-stream' : 'application/json';
  const options = {
    method,
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      ...(text === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(text) }),
    },
    ...(ca === null ? {} : { ca }),
  };
  const send = server.protocol === 'https:' ? tlsRequest : plainRequest;
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const request = send(new URL(`/api/v1${path}`, server), options, (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > longestAnswer) response.destroy(new Error('too long'));
        chunks.push(chunk);
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(text);
  });
}

async function call<S extends TSchema>(
  connection: Connection,
  schema: S,
  method: string,
  path: string,
  body?: unknown,
): Promise<Static<S>> {
  let answer: { status: number; text: string };
  try {
    answer = await exchange(connection, method, path, body);
  } catch (cause) {
    throw new CallFailed('no-connection', cause);
  }
  const content = parse(answer.text);
  if (answer.status >= 300) throw new CallFailed(Check(Problem, content) ? content.code : 'unknown');
  if (!Check(schema, content)) throw new CallFailed('answer-malformed');
  return content;
}

function parse(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function createApi(connection: Connection) {
  const at = (id: string) => `/approval-requests/${encodeURIComponent(id)}`;
  return {
    session: () => call(connection, Session, 'GET', '/session'),
    trustChain: () => call(connection, TrustChain, 'GET', '/approvals/trust-chain'),
    apply: (add: SignedText) =>
      call(connection, Type.Union([ApprovalAsked, ApprovalsOverview]), 'POST', '/approvals/changes', { add }),
    open: () => call(connection, ApprovalRequestList, 'GET', '/approval-requests?state=open&limit=100'),
    request: (id: string) => call(connection, ApprovalRequestDetail, 'GET', at(id)),
    changeReleaseKeys: (signed: SignedText) =>
      call(connection, Type.Null(), 'POST', '/agent-updates/release-keys', signed),
    addRelease: (add: ReleaseAdd) => call(connection, Release, 'POST', '/agent-updates/releases', add),
    addReleaseFile: (sha256: string, content: Uint8Array) =>
      call(connection, Type.Null(), 'PUT', `/agent-updates/files/${sha256}`, content),
    sign: (id: string, signature: Signature) =>
      call(connection, ApprovalRequest, 'POST', `${at(id)}/signatures`, signature),
  };
}

export type Api = ReturnType<typeof createApi>;
