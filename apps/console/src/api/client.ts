/** Every request the console makes, typed; the only file that knows paths of the API. */
import type {
  AdministratorList,
  AdministratorPatch,
  ApiTokenCreated,
  ApiTokenList,
  ApiTokenRequest,
  BulkCommandAnswer,
  BulkCommandRequest,
  Command,
  CommandList,
  CommandRequest,
  DeviceDetail,
  DeviceGroup,
  DeviceGroupList,
  DeviceGroupSave,
  DeviceInventory,
  DeviceList,
  DeviceListQuery,
  DevicePatch,
  LockHistory,
  LockHistoryQuery,
  LoginRequest,
  Policy,
  PolicyCreate,
  PolicyList,
  PolicySave,
  SaveAllAnswer,
  Session,
  SetupAnswer,
  SetupRequest,
  SetupStatus,
  SystemInformation,
  SystemPatch,
  Timeline,
} from '@sekisho/contracts';
import { failureOf, RequestFailed } from './problem.ts';

type Query = Readonly<Record<string, string | number | boolean | undefined>>;
type Options = { query?: Query; body?: unknown; signal?: AbortSignal };

function address(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
  return `/api/v1${path}${parameters.size > 0 ? `?${parameters}` : ''}`;
}

async function request<Answer>(method: string, path: string, options: Options = {}): Promise<Answer> {
  const { query, body, signal } = options;
  let response: Response;
  try {
    response = await fetch(address(path, query), {
      method,
      credentials: 'same-origin',
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new RequestFailed('no-connection', 0, [], undefined, error);
  }
  const text = await response.text();
  const content: unknown = text === '' ? undefined : parse(text);
  if (!response.ok) throw failureOf(response.status, content);
  return content as Answer;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const get = <Answer>(path: string, query?: Query, signal?: AbortSignal) =>
  request<Answer>('GET', path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) });
const send = <Answer>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown) =>
  request<Answer>(method, path, body === undefined ? {} : { body });
const segment = encodeURIComponent;

export const api = {
  setupStatus: (signal?: AbortSignal) => get<SetupStatus>('/setup', undefined, signal),
  setUp: (body: SetupRequest) => send<SetupAnswer>('POST', '/setup', body),
  session: (signal?: AbortSignal) => get<Session>('/session', undefined, signal),
  logIn: (body: LoginRequest) => send<Session>('POST', '/session', body),
  logOut: () => send<void>('DELETE', '/session'),

  devices: (query: DeviceListQuery, signal?: AbortSignal) => get<DeviceList>('/devices', query, signal),
  device: (id: string, signal?: AbortSignal) => get<DeviceDetail>(`/devices/${segment(id)}`, undefined, signal),
  patchDevice: (id: string, body: DevicePatch) => send<DeviceDetail>('PATCH', `/devices/${segment(id)}`, body),
  deregisterDevice: (id: string) => send<void>('DELETE', `/devices/${segment(id)}`),
  commands: (id: string, signal?: AbortSignal) =>
    get<CommandList>(`/devices/${segment(id)}/commands`, undefined, signal),
  command: (id: string, body: CommandRequest) => send<Command>('POST', `/devices/${segment(id)}/commands`, body),
  bulkCommand: (body: BulkCommandRequest) => send<BulkCommandAnswer>('POST', '/devices/commands', body),
  inventory: (id: string, signal?: AbortSignal) =>
    get<DeviceInventory>(`/devices/${segment(id)}/inventory`, undefined, signal),
  timeline: (id: string, cursor: string | undefined, signal?: AbortSignal) =>
    get<Timeline>(`/devices/${segment(id)}/timeline`, { cursor }, signal),

  policies: (signal?: AbortSignal) => get<PolicyList>('/policies', undefined, signal),
  policy: (code: string, signal?: AbortSignal) => get<Policy>(`/policies/${segment(code)}`, undefined, signal),
  createPolicy: (body: PolicyCreate) => send<Policy>('POST', '/policies', body),
  savePolicy: (code: string, body: PolicySave) => send<Policy>('PUT', `/policies/${segment(code)}`, body),
  deletePolicy: (code: string) => send<void>('DELETE', `/policies/${segment(code)}`),

  groups: (signal?: AbortSignal) => get<DeviceGroupList>('/groups', undefined, signal),
  createGroup: (body: DeviceGroupSave) => send<DeviceGroup>('POST', '/groups', body),
  renameGroup: (id: number, body: DeviceGroupSave) => send<DeviceGroup>('PATCH', `/groups/${id}`, body),
  deleteGroup: (id: number) => send<void>('DELETE', `/groups/${id}`),

  lockHistory: (query: LockHistoryQuery, signal?: AbortSignal) => get<LockHistory>('/lock-history', query, signal),

  system: (signal?: AbortSignal) => get<SystemInformation>('/system', undefined, signal),
  patchSystem: (body: SystemPatch) => send<SystemInformation>('PATCH', '/system', body),
  saveAll: () => send<SaveAllAnswer>('POST', '/system/save-all'),

  apiTokens: (signal?: AbortSignal) => get<ApiTokenList>('/api-tokens', undefined, signal),
  createApiToken: (body: ApiTokenRequest) => send<ApiTokenCreated>('POST', '/api-tokens', body),
  revokeApiToken: (id: string) => send<void>('DELETE', `/api-tokens/${segment(id)}`),

  administrators: (signal?: AbortSignal) => get<AdministratorList>('/administrators', undefined, signal),
  patchMe: (body: AdministratorPatch) => send<void>('PATCH', '/administrators/me', body),
};
