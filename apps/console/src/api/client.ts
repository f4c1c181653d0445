/** Every request the console makes, typed by the server's own OpenAPI; the only file that knows paths of the API. */
import type {
  AccountLinkUse,
  AddOnSoftwareCreate,
  AdministratorChange,
  AdministratorCreate,
  AdministratorPatch,
  AgentIntakeCreate,
  ApiTokenRequest,
  ApprovalRequestQuery,
  AuditLogQuery,
  BulkCommandRequest,
  CloneUpkeepSettings,
  CommandRequest,
  DeviceExportRequest,
  DeviceGroupSave,
  DeviceListQuery,
  DevicePatch,
  InstallerDownloadCreate,
  InstallerDownloadQuery,
  InstallerSettingCreate,
  InstallerSettingSave,
  InventoryChangesQuery,
  LocatedDeviceQuery,
  LocationMapQuery,
  LockHistoryExportRequest,
  LockHistoryQuery,
  LoginRequest,
  LoginRules,
  NewPasskey,
  PasskeyAnswer,
  PolicyCreate,
  PolicySave,
  ProofRequest,
  RetentionSettings,
  RolloutChange,
  RolloutStart,
  SavedSearchSave,
  SecondStepAnswer,
  SetupRequest,
  Signature,
  SoftwareExportRequest,
  SoftwareQuery,
  SystemPatch,
  TaskFileName,
  TrackQuery,
  TrustChange,
  UpdateDeviceQuery,
  WipeRequest,
} from '@sekisho/contracts';
import { answerOf, client, type Signal, until } from './requests.ts';

export const api = {
  setupStatus: (signal?: Signal) => answerOf(client.GET('/api/v1/setup', until(signal))),
  setUp: (body: SetupRequest) => answerOf(client.POST('/api/v1/setup', { body })),
  session: (signal?: Signal) => answerOf(client.GET('/api/v1/session', until(signal))),
  /** A session, or what else is wanted. */
  logIn: (body: LoginRequest) => answerOf(client.POST('/api/v1/session', { body })),
  takeSecondStep: (body: SecondStepAnswer) => answerOf(client.POST('/api/v1/session/second-step', { body })),
  askForPasskey: () => answerOf(client.POST('/api/v1/session/passkey/question')),
  logInWithPasskey: (body: PasskeyAnswer) => answerOf(client.POST('/api/v1/session/passkey', { body })),
  askForProof: () => answerOf(client.POST('/api/v1/session/proof/question')),
  prove: (body: ProofRequest) => answerOf(client.POST('/api/v1/session/proof', { body })),
  logOut: () => answerOf(client.DELETE('/api/v1/session')),

  passwordResetStatus: (signal?: Signal) => answerOf(client.GET('/api/v1/password-reset', until(signal))),
  requestPasswordReset: (who: string) => answerOf(client.POST('/api/v1/password-reset', { body: { who } })),
  lookAtLink: (token: string) => answerOf(client.POST('/api/v1/account-links/look', { body: { token } })),
  redeemLink: (body: AccountLinkUse) => answerOf(client.POST('/api/v1/account-links/use', { body })),

  secondFactors: (signal?: Signal) => answerOf(client.GET('/api/v1/account/second-factors', until(signal))),
  beginApp: () => answerOf(client.POST('/api/v1/account/app')),
  confirmApp: (code: string) => answerOf(client.POST('/api/v1/account/app/confirm', { body: { code } })),
  removeApp: () => answerOf(client.DELETE('/api/v1/account/app')),
  askForNewPasskey: () => answerOf(client.POST('/api/v1/account/passkeys/question')),
  addPasskey: (body: NewPasskey) => answerOf(client.POST('/api/v1/account/passkeys', { body })),
  removePasskey: (id: string) => answerOf(client.DELETE('/api/v1/account/passkeys/{id}', { params: { path: { id } } })),
  renewRecoveryCodes: () => answerOf(client.POST('/api/v1/account/recovery-codes')),

  devices: (query: DeviceListQuery, signal?: Signal) =>
    answerOf(client.GET('/api/v1/devices', { params: { query }, ...until(signal) })),
  device: (id: string, signal?: Signal) =>
    answerOf(client.GET('/api/v1/devices/{id}', { params: { path: { id } }, ...until(signal) })),
  patchDevice: (id: string, body: DevicePatch) =>
    answerOf(client.PATCH('/api/v1/devices/{id}', { params: { path: { id } }, body })),
  deregisterDevice: (id: string) =>
    answerOf(client.POST('/api/v1/devices/{id}/deregister', { params: { path: { id } } })),
  commands: (id: string, signal?: Signal) =>
    answerOf(client.GET('/api/v1/devices/{id}/commands', { params: { path: { id } }, ...until(signal) })),
  command: (id: string, body: CommandRequest) =>
    answerOf(client.POST('/api/v1/devices/{id}/commands', { params: { path: { id } }, body })),
  wipe: (id: string, signal?: Signal) =>
    answerOf(client.GET('/api/v1/devices/{id}/wipe', { params: { path: { id } }, ...until(signal) })),
  issueWipe: (id: string, body: WipeRequest) =>
    answerOf(client.POST('/api/v1/devices/{id}/wipe', { params: { path: { id } }, body })),
  cancelWipe: (id: string) => answerOf(client.POST('/api/v1/devices/{id}/wipe/cancel', { params: { path: { id } } })),
  wipeReceipt: (id: string) => answerOf(client.GET('/api/v1/devices/{id}/wipe/receipt', { params: { path: { id } } })),
  bulkCommand: (body: BulkCommandRequest) => answerOf(client.POST('/api/v1/devices/commands', { body })),
  inventory: (id: string, signal?: Signal) =>
    answerOf(client.GET('/api/v1/devices/{id}/inventory', { params: { path: { id } }, ...until(signal) })),
  collectInventory: (id: string) =>
    answerOf(client.POST('/api/v1/devices/{id}/inventory/collect', { params: { path: { id } } })),
  collectInventories: (deviceIds: readonly string[]) =>
    answerOf(client.POST('/api/v1/devices/inventory/collect', { body: { deviceIds: [...deviceIds] } })),
  inventoryChanges: (id: string, query: InventoryChangesQuery, signal?: Signal) =>
    answerOf(
      client.GET('/api/v1/devices/{id}/inventory/changes', { params: { path: { id }, query }, ...until(signal) }),
    ),
  inventoryDifference: (id: string, since: string, signal?: Signal) =>
    answerOf(
      client.GET('/api/v1/devices/{id}/inventory/difference', {
        params: { path: { id }, query: { since } },
        ...until(signal),
      }),
    ),
  inventoryLeftOut: (signal?: Signal) => answerOf(client.GET('/api/v1/inventory/left-out', until(signal))),
  inventoryFigures: (signal?: Signal) => answerOf(client.GET('/api/v1/inventory/figures', until(signal))),
  software: (query: SoftwareQuery, signal?: Signal) =>
    answerOf(client.GET('/api/v1/software', { params: { query }, ...until(signal) })),
  oneSoftware: (id: number, signal?: Signal) =>
    answerOf(client.GET('/api/v1/software/{id}', { params: { path: { id } }, ...until(signal) })),
  exportSoftware: (body: SoftwareExportRequest) => answerOf(client.POST('/api/v1/software/export', { body })),
  savedSearches: (signal?: Signal) => answerOf(client.GET('/api/v1/saved-searches', until(signal))),
  createSavedSearch: (body: SavedSearchSave) => answerOf(client.POST('/api/v1/saved-searches', { body })),
  changeSavedSearch: (id: string, body: SavedSearchSave) =>
    answerOf(client.PUT('/api/v1/saved-searches/{id}', { params: { path: { id } }, body })),
  deleteSavedSearch: (id: string) =>
    answerOf(client.DELETE('/api/v1/saved-searches/{id}', { params: { path: { id } } })),
  timeline: (id: string, cursor: string | undefined, signal?: Signal) =>
    answerOf(
      client.GET('/api/v1/devices/{id}/timeline', {
        params: { path: { id }, query: cursor === undefined ? {} : { cursor } },
        ...until(signal),
      }),
    ),

  deviceNetwork: (id: string, signal?: Signal) =>
    answerOf(client.GET('/api/v1/devices/{id}/network', { params: { path: { id } }, ...until(signal) })),
  locationMap: (query: LocationMapQuery, signal?: Signal) =>
    answerOf(client.GET('/api/v1/locations', { params: { query }, ...until(signal) })),
  locatedDevices: (query: LocatedDeviceQuery, signal?: Signal) =>
    answerOf(client.GET('/api/v1/locations/devices', { params: { query }, ...until(signal) })),
  mapSettings: (signal?: Signal) => answerOf(client.GET('/api/v1/map-settings', until(signal))),
  deviceLocation: (id: string, signal?: Signal) =>
    answerOf(client.GET('/api/v1/devices/{id}/location', { params: { path: { id } }, ...until(signal) })),
  track: (id: string, query: TrackQuery, signal?: Signal) =>
    answerOf(client.GET('/api/v1/devices/{id}/track', { params: { path: { id }, query }, ...until(signal) })),
  deleteTrack: (id: string) => answerOf(client.DELETE('/api/v1/devices/{id}/track', { params: { path: { id } } })),

  policies: (signal?: Signal) => answerOf(client.GET('/api/v1/policies', until(signal))),
  policy: (code: string, signal?: Signal) =>
    answerOf(client.GET('/api/v1/policies/{code}', { params: { path: { code } }, ...until(signal) })),
  createPolicy: (body: PolicyCreate) => answerOf(client.POST('/api/v1/policies', { body })),
  savePolicy: (code: string, body: PolicySave) =>
    answerOf(client.PUT('/api/v1/policies/{code}', { params: { path: { code } }, body })),
  unlockKey: (code: string) =>
    answerOf(client.GET('/api/v1/policies/{code}/unlock-key', { params: { path: { code } }, parseAs: 'text' })),
  issueUnlockKey: (code: string) =>
    answerOf(client.POST('/api/v1/policies/{code}/unlock-key', { params: { path: { code } } })),
  deletePolicy: (code: string) => answerOf(client.DELETE('/api/v1/policies/{code}', { params: { path: { code } } })),

  groups: (signal?: Signal) => answerOf(client.GET('/api/v1/groups', until(signal))),
  createGroup: (body: DeviceGroupSave) => answerOf(client.POST('/api/v1/groups', { body })),
  renameGroup: (id: number, body: DeviceGroupSave) =>
    answerOf(client.PATCH('/api/v1/groups/{id}', { params: { path: { id } }, body })),
  deleteGroup: (id: number) => answerOf(client.DELETE('/api/v1/groups/{id}', { params: { path: { id } } })),

  installerPackages: (signal?: Signal) => answerOf(client.GET('/api/v1/installers/packages', until(signal))),
  installerSettings: (signal?: Signal) => answerOf(client.GET('/api/v1/installers/settings', until(signal))),
  createInstallerSetting: (body: InstallerSettingCreate) =>
    answerOf(client.POST('/api/v1/installers/settings', { body })),
  saveInstallerSetting: (id: string, body: InstallerSettingSave) =>
    answerOf(client.PUT('/api/v1/installers/settings/{id}', { params: { path: { id } }, body })),
  deleteInstallerSetting: (id: string) =>
    answerOf(client.DELETE('/api/v1/installers/settings/{id}', { params: { path: { id } } })),
  createInstallerDownload: (id: string, body: InstallerDownloadCreate) =>
    answerOf(client.POST('/api/v1/installers/settings/{id}/downloads', { params: { path: { id } }, body })),
  installerDownloads: (query: InstallerDownloadQuery, signal?: Signal) =>
    answerOf(client.GET('/api/v1/installers/downloads', { params: { query }, ...until(signal) })),
  revokeInstallerDownload: (id: string) =>
    answerOf(client.POST('/api/v1/installers/downloads/{id}/revocation', { params: { path: { id } } })),

  lockHistory: (query: LockHistoryQuery, signal?: Signal) =>
    answerOf(client.GET('/api/v1/lock-history', { params: { query }, ...until(signal) })),

  exportLockHistory: (body: LockHistoryExportRequest) => answerOf(client.POST('/api/v1/lock-history/export', { body })),

  agentUpdates: (signal?: Signal) => answerOf(client.GET('/api/v1/agent-updates', until(signal))),
  deleteRelease: (id: string) =>
    answerOf(client.DELETE('/api/v1/agent-updates/releases/{id}', { params: { path: { id } } })),
  startRollout: (body: RolloutStart) => answerOf(client.POST('/api/v1/agent-updates/rollouts', { body })),
  changeRollout: (id: string, body: RolloutChange) =>
    answerOf(client.PATCH('/api/v1/agent-updates/rollouts/{id}', { params: { path: { id } }, body })),
  updateDevices: (id: string, query: UpdateDeviceQuery, signal?: Signal) =>
    answerOf(
      client.GET('/api/v1/agent-updates/rollouts/{id}/devices', { params: { path: { id }, query }, ...until(signal) }),
    ),
  serviceState: (signal?: Signal) => answerOf(client.GET('/api/v1/service-state', until(signal))),
  tasks: (signal?: Signal) => answerOf(client.GET('/api/v1/tasks', until(signal))),
  task: (id: string, signal?: Signal) =>
    answerOf(client.GET('/api/v1/tasks/{id}', { params: { path: { id } }, ...until(signal) })),
  cancelTask: (id: string) => answerOf(client.POST('/api/v1/tasks/{id}/cancel', { params: { path: { id } } })),
  /** Where the browser fetches a file of a task. */
  taskFile: (id: string, name: TaskFileName) => `/api/v1/tasks/${id}/files/${name}`,
  exportDevices: (body: DeviceExportRequest) => answerOf(client.POST('/api/v1/devices/export', { body })),
  importDevices: (file: File) =>
    answerOf(
      client.POST('/api/v1/devices/import', {
        params: { query: { fileName: file.name.slice(0, 200) } },
        headers: { 'content-type': 'text/csv' },
        // The generated type takes binary content for a text; it is sent as it is.
        body: file as unknown as string,
        bodySerializer: (body) => body,
      }),
    ),
  utilities: (signal?: Signal) => answerOf(client.GET('/api/v1/utilities', until(signal))),
  addOnSoftware: (signal?: Signal) => answerOf(client.GET('/api/v1/add-on-software', until(signal))),
  beginAddOnSoftware: (body: AddOnSoftwareCreate) => answerOf(client.POST('/api/v1/add-on-software', { body })),
  putAddOnSoftwarePart: (id: string, part: number, content: Blob) =>
    answerOf(
      client.PUT('/api/v1/add-on-software/{id}/parts/{part}', {
        params: { path: { id, part } },
        headers: { 'content-type': 'application/octet-stream' },
        body: content as unknown as string,
        bodySerializer: (body) => body,
      }),
    ),
  completeAddOnSoftware: (id: string) =>
    answerOf(client.POST('/api/v1/add-on-software/{id}/complete', { params: { path: { id } } })),
  deleteAddOnSoftware: (id: string) =>
    answerOf(client.DELETE('/api/v1/add-on-software/{id}', { params: { path: { id } } })),
  importInventories: (file: File, group: number) =>
    answerOf(
      client.POST('/api/v1/inventory-import', {
        params: { query: { fileName: file.name.slice(0, 200), group } },
        headers: { 'content-type': 'application/octet-stream' },
        body: file as unknown as string,
        bodySerializer: (body) => body,
      }),
    ),
  confirmImport: (id: string) =>
    answerOf(client.POST('/api/v1/devices/import/{id}/confirm', { params: { path: { id } } })),

  auditLog: (query: AuditLogQuery, signal?: Signal) =>
    answerOf(client.GET('/api/v1/audit-log', { params: { query }, ...until(signal) })),
  exportAuditLog: () => answerOf(client.POST('/api/v1/audit-log/export')),

  system: (signal?: Signal) => answerOf(client.GET('/api/v1/system', until(signal))),
  revealUninstallPassword: () => answerOf(client.POST('/api/v1/system/uninstall-password/reveal')),
  issueUninstallPassword: () => answerOf(client.POST('/api/v1/system/uninstall-password/issue')),
  retention: (signal?: Signal) => answerOf(client.GET('/api/v1/system/retention', until(signal))),
  cloneUpkeep: (silentDays: number | null, signal?: Signal) =>
    answerOf(
      client.GET('/api/v1/system/linked-clones', {
        params: { query: silentDays === null ? {} : { silentDays } },
        ...until(signal),
      }),
    ),
  saveCloneUpkeep: (body: CloneUpkeepSettings) => answerOf(client.PUT('/api/v1/system/linked-clones', { body })),
  saveRetention: (body: RetentionSettings) => answerOf(client.PUT('/api/v1/system/retention', { body })),
  patchSystem: (body: SystemPatch) => answerOf(client.PATCH('/api/v1/system', { body })),
  saveAll: () => answerOf(client.POST('/api/v1/system/save-all')),

  agentIntakes: (signal?: Signal) => answerOf(client.GET('/api/v1/agent-intakes', until(signal))),
  makeAgentIntake: (body: AgentIntakeCreate) => answerOf(client.POST('/api/v1/agent-intakes', { body })),
  revokeAgentIntake: (id: string) =>
    answerOf(client.POST('/api/v1/agent-intakes/{id}/revocation', { params: { path: { id } } })),

  apiTokens: (signal?: Signal) => answerOf(client.GET('/api/v1/api-tokens', until(signal))),
  createApiToken: (body: ApiTokenRequest) => answerOf(client.POST('/api/v1/api-tokens', { body })),
  revokeApiToken: (id: string) => answerOf(client.DELETE('/api/v1/api-tokens/{id}', { params: { path: { id } } })),

  approvals: (signal?: Signal) => answerOf(client.GET('/api/v1/approvals', until(signal))),
  changeApprovals: (body: TrustChange) => answerOf(client.POST('/api/v1/approvals/changes', { body })),
  approvalRequests: (query: ApprovalRequestQuery, signal?: Signal) =>
    answerOf(client.GET('/api/v1/approval-requests', { params: { query }, ...until(signal) })),
  approvalRequest: (id: string, signal?: Signal) =>
    answerOf(client.GET('/api/v1/approval-requests/{id}', { params: { path: { id } }, ...until(signal) })),
  signApprovalRequest: (id: string, body: Signature) =>
    answerOf(client.POST('/api/v1/approval-requests/{id}/signatures', { params: { path: { id } }, body })),
  refuseApprovalRequest: (id: string) =>
    answerOf(client.POST('/api/v1/approval-requests/{id}/refuse', { params: { path: { id } } })),

  administrators: (signal?: Signal) => answerOf(client.GET('/api/v1/administrators', until(signal))),
  createAdministrator: (body: AdministratorCreate) => answerOf(client.POST('/api/v1/administrators', { body })),
  changeAdministrator: (id: string, body: AdministratorChange) =>
    answerOf(client.PATCH('/api/v1/administrators/{id}', { params: { path: { id } }, body })),
  deleteAdministrator: (id: string) =>
    answerOf(client.DELETE('/api/v1/administrators/{id}', { params: { path: { id } } })),
  makeAccountLink: (id: string, by: 'mail' | 'link') =>
    answerOf(client.POST('/api/v1/administrators/{id}/link', { params: { path: { id } }, body: { by } })),
  removeSecondFactorsOf: (id: string) =>
    answerOf(client.DELETE('/api/v1/administrators/{id}/second-factors', { params: { path: { id } } })),
  loginRules: (signal?: Signal) => answerOf(client.GET('/api/v1/login-rules', until(signal))),
  setLoginRules: (body: LoginRules) => answerOf(client.PUT('/api/v1/login-rules', { body })),
  mailStatus: (signal?: Signal) => answerOf(client.GET('/api/v1/mail', until(signal))),
  testMail: () => answerOf(client.POST('/api/v1/mail/test')),
  patchMe: (body: AdministratorPatch) => answerOf(client.PATCH('/api/v1/administrators/me', { body })),
};
