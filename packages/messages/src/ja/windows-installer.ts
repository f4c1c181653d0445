/** Windows のインストーラーと実行ユーザー切り替えツールの文言。日本語。 */
export const windowsInstallerJa = {
  'windows-installer.name': 'Sekisho クライアント',
  'windows-installer.menu-uninstall': 'Sekisho のアンインストール',
  'windows-installer.welcome-title': 'Sekisho クライアントのインストール',
  'windows-installer.welcome-text':
    'この端末に Sekisho クライアントをインストールします。管理者権限が必要です。\n\nインストールが終わると、端末はサーバーに登録され、設定を受信してインベントリを送信します。\n\n続けるには [インストール] をクリックしてください。',
  'windows-installer.install-button': 'インストール',
  'windows-installer.installing-title': 'インストールしています',
  'windows-installer.uninstalling-title': 'アンインストールしています',
  'windows-installer.please-wait': '終わるまでお待ちください。',
  'windows-installer.finish-title': 'インストールが完了しました',
  'windows-installer.finish-text':
    'Sekisho クライアントが動作しています。\n\n[完了] をクリックすると、ウィザードを閉じます。',
  'windows-installer.restart-text':
    'Sekisho クライアントをインストールしました。すべての機能を使うには、Windows の再起動が必要です。',
  'windows-installer.restart-now': '今すぐ再起動する',
  'windows-installer.restart-later': 'あとで再起動する',
  'windows-installer.step-stopping': '動作中のサービスを停止しています。',
  'windows-installer.step-files': 'ファイルを書き込んでいます。',
  'windows-installer.step-service': 'サービスを登録して開始しています。',
  'windows-installer.step-removing': 'サービスとファイルを取り除いています。',
  'windows-installer.needs-administrator':
    '管理者権限が必要です。管理者としてサインインするか、インストーラーを右クリックして [管理者として実行] を選んでください。',
  'windows-installer.windows-too-old': 'Windows 10 (Windows Server 2016) 以降が必要です。',
  'windows-installer.no-architecture': 'このインストーラーには、この端末のプロセッサー用のプログラムが入っていません。',
  'windows-installer.option-unknown': 'オプション {option} はありません。',
  'windows-installer.already-running': '別のインストールが実行中です。終わってからやり直してください。',
  'windows-installer.not-installed': 'Sekisho クライアントはインストールされていません。',
  'windows-installer.failed': 'インストールできませんでした。ログをご覧ください。\n{log}',
  'windows-installer.uninstall-title': 'Sekisho クライアントのアンインストール',
  'windows-installer.uninstall-text':
    'この端末から Sekisho クライアントを取り除きます。\n\n契約台数を空けるには、コンソールで端末を使用不可にしてください。\n\n続けるには [次へ] をクリックしてください。',
  'windows-installer.password-title': 'アンインストールパスワード',
  'windows-installer.password-subtitle': '組織のアンインストールパスワードを入力してください。',
  'windows-installer.password-label':
    '管理者は、コンソールの「システム情報」でアンインストールパスワードを確認できます。',
  'windows-installer.password-wrong': 'アンインストールパスワードが違います。',
  'windows-installer.password-needed': 'アンインストールパスワードが必要です。',
  'windows-installer.locked': 'ロック中または消去中は取り除けません。管理者に連絡してください。',
  'windows-installer.uninstall-button': '取り除く',
  'windows-installer.uninstalled-title': 'アンインストールが完了しました',
  'windows-installer.uninstalled-text': 'Sekisho クライアントを取り除きました。',
  'windows-installer.uninstall-failed': 'アンインストールできませんでした。ログをご覧ください。\n{log}',
} as const;
