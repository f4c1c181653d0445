/** Texts of clients that run once and do not stay, Japanese. */
export const collectOnceJa = {
  'agent.help.on-demand': 'インベントリを収集して送信し、端末に何も残しません。--installer FILE が必要です。',
  'agent.help.standalone':
    'インベントリを収集し、暗号化したファイルを Inventory フォルダーに書き出します。--installer FILE が必要です。',
  'agent.help.option.installer': 'クライアントに含まれる設定のファイル (installer.json)',
  'agent.help.option.output': 'Inventory フォルダーを作る場所 (指定しないときは現在のフォルダー)',
  'agent.installer-unreadable':
    '設定のファイル {file} を読めません。コンソールからクライアントをダウンロードし直してください。',
  'agent.collecting': 'インベントリを収集しています。',
  'agent.on-demand.sending': '{server} に送信しています。',
  'agent.on-demand.failed': '送信できませんでした: {reason}',
  'agent.on-demand.registered': '{computerName} を {organization} に登録し、インベントリを送信しました。',
  'agent.on-demand.updated': '{computerName} のインベントリを {organization} に送信しました。',
  'agent.on-demand.unchanged': '{computerName} のインベントリは前回から変わっていません ({organization})。',
  'agent.on-demand.older':
    '{organization} には {computerName} のより新しいインベントリがあります。この端末の時計を確認してください。',
  'agent.on-demand.own-agent':
    '{computerName} は常駐するクライアントで {organization} に登録されています。インベントリはそのクライアントが送信します。',
  'agent.standalone.written':
    'インベントリを {file} に書き出しました。コンソールの「インベントリインポート」で登録してください。',
  'agent.standalone.not-written': '{folder} に書き出せません: {reason}',
} as const;
