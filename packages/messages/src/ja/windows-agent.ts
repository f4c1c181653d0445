/** Texts of the agent that only Windows has, Japanese. */

export const windowsAgentJa = {
  'agent.service.usage': '使い方: sekisho-agent service install | remove',
  'agent.service.installed': 'サービスを登録し、開始しました。',
  'agent.service.removed': 'サービスを停止し、登録を解除しました。',
  'agent.service.none': 'サービスは登録されていません。',
  'agent.service.failed': '実行できませんでした: {reason}',
} as const;
