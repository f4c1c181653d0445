/** Texts of the installer for macOS, Japanese. */
export const macInstallerJa = {
  'mac-installer.old-system.title': 'macOS 11 以降が必要です',
  'mac-installer.old-system.message':
    'このクライアントは macOS 11 以降で動作します。macOS 10.15 以前に対応したクライアントはありません。何もインストールしていません。',
  'mac-installer.welcome.title': 'Sekisho クライアントのインストール',
  'mac-installer.welcome.what':
    'この Mac の紛失や盗難に備え、画面のロック、データの消去、インベントリの収集を行うクライアントをインストールします。',
  'mac-installer.welcome.rights': 'インストールには管理者の名前とパスワードが必要です。',
  'mac-installer.welcome.next': 'インストールが終わると、この Mac は自動的に登録され、端末一覧に表示されます。',
  'mac-installer.conclusion.title': 'インストールが完了しました',
  'mac-installer.conclusion.permissions':
    'macOS の許可が必要な機能があります。ターミナルで次のコマンドを実行すると、許可の状態と設定する場所を 1 つずつ確認できます。',
  'mac-installer.conclusion.status': '登録の状態は次のコマンドで確認できます。',
} as const;
