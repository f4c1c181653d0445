/** An organization with approvers who sign in software, as their passkeys and command lines would. */
import type {
  ApprovalAsked,
  ApprovalRequest,
  ApprovalRequestDetail,
  ApprovalsOverview,
  ApproverApplication,
  Session,
  Signature,
  SignedText,
  TrustChange,
} from '@sekisho/contracts';
import { createSoftwarePasskey, type SoftwarePasskey } from '@sekisho/testkit/software-passkey';
import { generateSigningKey, signText } from '@sekisho/trust';
import { ConsoleClient } from '../administration/console-client.ts';
import { type DeviceWorld, startDeviceWorld } from '../devices/device-world.ts';

export const home = { origin: 'https://sekisho.example', rpId: 'sekisho.example' };

export interface TestApprover {
  readonly keyId: string;
  readonly application: SignedText;
  sign(domain: 'batch' | 'trust-set', text: string): Signature;
}

/** The administrator whose client this is, by id. */
export async function holderOf(client: ConsoleClient): Promise<{ holder: string; organization: string }> {
  const { administrator, organization } = await client.ok<Session>('GET', '/api/v1/session');
  return { holder: administrator.id, organization: organization.id };
}

export async function passkeyOf(
  client: ConsoleClient,
  at = home,
): Promise<TestApprover & { passkey: SoftwarePasskey }> {
  const { holder, organization } = await holderOf(client);
  const passkey = createSoftwarePasskey(at, { holder });
  const { algorithm, publicKey, keyId } = passkey.signer;
  const text = applicationText({ organization, holder, use: 'passkey', algorithm, publicKey, credentialId: 'AAAA' });
  const application = { text, signatures: [passkey.assert('approver', text)] };
  return { keyId, application, passkey, sign: (domain, signed) => passkey.assert(domain, signed) };
}

export async function plainKeyOf(client: ConsoleClient): Promise<TestApprover> {
  const { holder, organization } = await holderOf(client);
  const key = generateSigningKey();
  const { publicKey, keyId } = key;
  const text = applicationText({ organization, holder, use: 'key', algorithm: 'ES256', publicKey });
  const sign = (domain: 'batch' | 'trust-set', signed: string) => {
    const [signature] = signText(domain, signed, key).signatures;
    if (signature === undefined) throw new Error('unsigned');
    return signature;
  };
  return { keyId, application: signText('approver', text, key), sign };
}

function applicationText(application: Omit<ApproverApplication, 'name'>): string {
  return JSON.stringify({ ...application, name: `Key of ${application.holder.slice(-4)}` });
}

export interface ApprovalsWorld extends DeviceWorld {
  overview(): Promise<ApprovalsOverview>;
  change(change: TrustChange, client?: ConsoleClient): Promise<ApprovalsOverview | ApprovalAsked>;
  request(id: string): Promise<ApprovalRequestDetail>;
  open(client?: ConsoleClient): Promise<ApprovalRequest[]>;
  sign(id: string, approver: TestApprover, client?: ConsoleClient): Promise<ApprovalRequest>;
  trySign(id: string, approver: TestApprover, client?: ConsoleClient): Promise<string>;
}

export async function startApprovalsWorld(publicUrl: string | undefined = home.origin): Promise<ApprovalsWorld> {
  const world = await startDeviceWorld({ settings: { publicUrl } });
  const { admin } = world;
  const request = (id: string) => admin.ok<ApprovalRequestDetail>('GET', `/api/v1/approval-requests/${id}`);
  return {
    ...world,
    overview: () => admin.ok('GET', '/api/v1/approvals'),
    change: (change, client = admin) => client.ok('POST', '/api/v1/approvals/changes', change),
    request,
    async open(client = admin) {
      const list = await client.ok<{ items: ApprovalRequest[] }>('GET', '/api/v1/approval-requests?state=open');
      return list.items;
    },
    async sign(id, approver, client = admin) {
      const { domain, text } = await request(id);
      return client.ok('POST', `/api/v1/approval-requests/${id}/signatures`, approver.sign(domain, text));
    },
    async trySign(id, approver, client = admin) {
      const { domain, text } = await request(id);
      const body = approver.sign(domain, text);
      const answer = await client.call<{ code?: string; state?: string }>(
        'POST',
        `/api/v1/approval-requests/${id}/signatures`,
        { body },
      );
      return answer.body.code ?? answer.body.state ?? String(answer.status);
    },
  };
}

export function askedOf(answer: unknown): string {
  const { requestId } = answer as Partial<ApprovalAsked>;
  if (requestId === undefined) throw new Error(`nothing was asked: ${JSON.stringify(answer)}`);
  return requestId;
}

/** One more administrator, logged in. */
export async function secondAdministrator(
  world: ApprovalsWorld,
  of: { role: 'organization' | 'group'; groupIds: number[] } = { role: 'organization', groupIds: [] },
): Promise<ConsoleClient> {
  const loginId = 'suzuki';
  const password = 'plum wine at eleven';
  const some = { email: 'suzuki@example.jp', language: 'ja', welcome: 'password', ...of };
  await world.admin.ok('POST', '/api/v1/administrators', { loginId, password, ...some });
  const client = new ConsoleClient(world.server.url);
  await client.ok('POST', '/api/v1/session', { loginId, password });
  return client;
}
