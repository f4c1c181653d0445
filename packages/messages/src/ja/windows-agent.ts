/** Texts of the agent that only Windows has, Japanese. */

export const windowsAgentJa = {
  'agent.needs-administrator':
    '管理者権限が必要です。コマンドプロンプトを「管理者として実行」で開き、もう一度実行してください。',
  'agent.key-sealed': 'この端末の秘密鍵は、Windows (DPAPI) によってこの端末でしか使えない形で保管されています。',
  'agent.help.windows':
    '管理者権限が必要なコマンドは、「管理者として実行」で開いたコマンドプロンプトで、プログラムのフォルダー (通常は C:\\Program Files\\Sekisho) から実行してください。',
  'agent.help.service.install': 'サービスを登録し、開始します。管理者権限が必要です。',
  'agent.help.service.stop':
    'サービスを停止します。次に Windows を起動したときに、再び開始します。管理者権限が必要です。',
  'agent.help.service.remove': 'サービスを停止し、登録を解除します。管理者権限が必要です。',
  'agent.service.usage': '使い方: sekisho-agent service install | stop | remove',
  'agent.service.stopped': 'サービスを停止しました。',
  'agent.service.description': 'この端末を保護し、管理します (ロック、消去、インベントリ)。',
  'agent.service.open-to-others':
    'このフォルダーは管理者以外も変更できるため、サービスのプログラムを置けません: {folder}。Program Files の下に置いてください。',
  'agent.service.installed': 'サービスを登録し、開始しました。',
  'agent.service.removed': 'サービスを停止し、登録を解除しました。',
  'agent.service.none': 'サービスは登録されていません。',
  'agent.service.failed': '実行できませんでした: {reason}',
} as const;
