/**
 * What is set on the service beside its program: what it is for, and that it is started again however it ends. A stop with an error counts as
 * an end only with the flag (learn.microsoft.com/windows/win32/api/winsvc, SERVICE_FAILURE_ACTIONS_FLAG): an agent that makes way for another version ends so.
 */

const SERVICE_CONFIG_DESCRIPTION = 1;
const SERVICE_CONFIG_FAILURE_ACTIONS = 2;
const SERVICE_CONFIG_FAILURE_ACTIONS_FLAG = 4;
const SC_ACTION_RESTART = 1;

/** At once, then after longer waits; the last goes on for ever. A day without a failure begins anew. */
const restartAfterMs = [1_000, 1_000, 5_000] as const;
const resetSeconds = 86_400;

/** One call of ChangeServiceConfig2W, by the name of koffi's structure. */
export interface ServiceSetting {
  readonly level: number;
  readonly structure: 'SekishoServiceText' | 'SekishoServiceFailure' | 'SekishoServiceFlag';
  readonly value: object;
}

export function serviceSettings(description: string): readonly ServiceSetting[] {
  const actions = restartAfterMs.map((delayMs) => ({ type: SC_ACTION_RESTART, delayMs }));
  const failure = { resetSeconds, message: null, command: null, count: actions.length, actions };
  return [
    { level: SERVICE_CONFIG_DESCRIPTION, structure: 'SekishoServiceText', value: { text: description } },
    { level: SERVICE_CONFIG_FAILURE_ACTIONS, structure: 'SekishoServiceFailure', value: failure },
    { level: SERVICE_CONFIG_FAILURE_ACTIONS_FLAG, structure: 'SekishoServiceFlag', value: { flag: 1 } },
  ];
}
