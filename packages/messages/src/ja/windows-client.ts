/** Texts of the window of clients for Windows that run once and do not stay, Japanese. */
export const windowsClientJa = {
  'windows-client.name': 'Sekisho インベントリ収集',
  'windows-client.unpacking': '準備しています。',
  'windows-client.running-title': 'インベントリを収集しています',
  'windows-client.running-text': '終わるまでお待ちください。このプログラムは端末に残りません。',
  'windows-client.done-title': '完了しました',
  'windows-client.failed-title': '完了できませんでした',
  'windows-client.done-text': 'このプログラムは端末に残っていません。',
  'windows-client.failed': 'プログラムを実行できませんでした。空き容量を確認し、やり直してください。',
  'windows-client.damaged':
    'このファイルの設定が壊れているか、ありません。コンソールからダウンロードし直してください。',
} as const;
