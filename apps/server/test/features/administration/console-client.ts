/** A console as tests use it: speaks HTTP to a whole server, keeps its cookie as a browser does. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem, SetupRequest } from '@sekisho/contracts';
import { createAdministrators, createPasswordHasher } from '@sekisho/server/features/administrators/index';
import { createOrganizations } from '@sekisho/server/features/organizations/index';
import { createPolicies } from '@sekisho/server/features/policies/index';
import { createTrust } from '@sekisho/server/features/trust/index';
import { createUninstallPasswords } from '@sekisho/server/features/uninstall-password/index';
import { createServiceKeys } from '@sekisho/server/platform/keys/service-keys';
import { assemble } from '@sekisho/server/wiring';
import { type InProcessOptions, type InProcessServer, startInProcess } from '@sekisho/testkit/in-process-server';
import { sql } from 'kysely';

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly language?: 'ja' | 'en';
}

export class ConsoleClient {
  readonly url: string;
  cookie: string | undefined;
  token: string | undefined;

  constructor(url: string, token?: string) {
    this.url = url;
    this.token = token;
  }

  async call<T>(method: string, path: string, options: CallOptions = {}): Promise<Answer<T>> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        'accept-language': options.language ?? 'en',
        'sec-fetch-site': 'same-origin',
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.cookie === undefined ? {} : { cookie: this.cookie }),
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    this.#keepCookie(response.headers.get('set-cookie'));
    const text = await response.text();
    const body = (text === '' ? undefined : JSON.parse(text)) as T;
    return { status: response.status, headers: response.headers, body };
  }

  /** Fails the test unless the answer is the expected success. */
  async ok<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.call<T>(method, path, body === undefined ? {} : { body });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** A file, with the headers it came with. Fails the test for anything but a success. */
  async file(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer<Buffer>> {
    const cookie = this.cookie === undefined ? {} : { cookie: this.cookie };
    const response = await fetch(`${this.url}${path}`, { headers: { ...cookie, ...headers } });
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
  }

  /** Status and code of a refusal, and the fields it names. */
  async refusal(method: string, path: string, body?: unknown, language: 'ja' | 'en' = 'en') {
    const answer = await this.call<Problem>(method, path, body === undefined ? { language } : { body, language });
    const fields = (answer.body?.errors ?? []).map((error) => error.pointer);
    return { status: answer.status, code: answer.body?.code, fields };
  }

  #keepCookie(header: string | null): void {
    if (header === null) return;
    const pair = header.split(';', 1)[0] ?? '';
    this.cookie = pair.endsWith('=') ? undefined : pair;
  }
}

export const setupRequest: Omit<SetupRequest, 'token'> = {
  organizationName: '株式会社テスト',
  contractedDevices: 10,
  loginId: 'tanaka',
  password: 'green tea at nine',
  email: 'tanaka@example.jp',
  language: 'ja',
};

export function setupTokenOf(server: InProcessServer): string {
  const token = server.announcements.map((line) => /#token=(\S+)/.exec(line)?.[1]).find((found) => found !== undefined);
  if (token === undefined) throw new Error('no set-up link was announced');
  return token;
}

/** Every row of a table, as the application role sees it. */
export async function rowsOf(server: InProcessServer, table: string): Promise<Record<string, unknown>[]> {
  const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(server.database.db);
  return rows;
}

export async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'sekisho-test-'));
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

export interface World extends AsyncDisposable {
  readonly server: InProcessServer;
  /** Logged in as the first administrator. */
  readonly admin: ConsoleClient;
  readonly recoveryKey: string;
  client(token?: string): ConsoleClient;
}

/** A server that has been set up, and its administrator. */
export async function startWorld(options: Partial<InProcessOptions> = {}): Promise<World> {
  const server = await startInProcess({ assemble, ...options });
  const admin = new ConsoleClient(server.url);
  const { recoveryKey } = await admin.ok<{ recoveryKey: string }>('POST', '/api/v1/setup', {
    ...setupRequest,
    token: setupTokenOf(server),
  });
  return {
    server,
    admin,
    recoveryKey,
    client: (token) => new ConsoleClient(server.url, token),
    [Symbol.asyncDispose]: () => server.dispose(),
  };
}

/** Rules of an organization that has none. */
export const noApprovals = {
  isNeeded: async () => false,
  ask: () => Promise.reject(new Error('nothing needs approval here')),
};

/** Another organization on the same server, as one database can hold many, with its administrator logged in. */
export async function addOrganization(server: InProcessServer, loginId: string): Promise<ConsoleClient> {
  const { platform } = server;
  const serviceKeys = createServiceKeys(platform);
  const organizations = createOrganizations({ ...platform, serviceKeys });
  const trust = createTrust(platform);
  const uninstallPasswords = createUninstallPasswords({ ...platform, signPoliciesAnew: async () => {} });
  const policies = createPolicies({
    ...platform,
    approvals: noApprovals,
    organizations,
    signPolicy: (_tx, organizationId, text) => trust.signFor(organizationId, 'policy', text),
    uninstallVerifier: uninstallPasswords.verifierOf,
    vacatePolicy: async () => false,
  });
  const passwordHash = await createPasswordHasher(platform.randomness, 4).hash(setupRequest.password);
  const administrators = createAdministrators({
    ...platform,
    passwordHasher: createPasswordHasher(platform.randomness),
    endOtherSessions: async () => {},
    tellOldAddress: async () => {},
  });
  const id = platform.ids.next();
  const at = new Date(platform.clock.now());
  await platform.transaction(async (tx) => {
    await organizations.create(tx, { id, name: 'Other', contractedDevices: 10, at });
    await trust.establish(tx, id, at);
    await policies.createBuiltIn(tx, id, 'en');
    await administrators.create(tx, {
      organizationId: id,
      loginId,
      email: 'a@b.example',
      language: 'en',
      passwordHash,
      at,
    });
  });
  const client = new ConsoleClient(server.url);
  await client.ok('POST', '/api/v1/session', { loginId, password: setupRequest.password });
  return client;
}
