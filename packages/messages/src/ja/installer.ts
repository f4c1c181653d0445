/** Texts of the script that installs the agent, Japanese. */
export const installerJa = {
  'installer.usage':
    '使い方: install.sh [--serial シリアル番号] [--proxy URL] [--prefix フォルダー] [--desktop-icon] [--no-service] [--quiet]',
  'installer.option-missing': 'オプション {option} に値を指定してください。',
  'installer.option-unknown': '{option} というオプションはありません。',
  'installer.prefix-not-absolute': '--prefix には / で始まる、英数字のフォルダー名を指定してください: {folder}',
  'installer.needs-root': '管理者権限が必要です。sudo を付けて実行してください。',
  'installer.not-linux': 'この OS には対応していません: {system}',
  'installer.architecture-unknown': 'このプロセッサーには対応していません: {machine}',
  'installer.libc-unknown': 'glibc のない Linux (Alpine など) には、まだ対応していません。',
  'installer.needs-curl': 'curl か wget をインストールしてから、もう一度実行してください。',
  'installer.needs-program': '{program} をインストールしてから、もう一度実行してください。',
  'installer.no-archive':
    'このサーバーには {architecture} 用のエージェントがありません。サーバーの管理者にご連絡ください。',
  'installer.downloading': 'エージェントをダウンロードしています ({size})。',
  'installer.download-failed':
    '{server} からダウンロードできませんでした。アドレス、ネットワーク、プロキシをご確認ください。',
  'installer.checksum-wrong':
    'ダウンロードしたファイルが壊れているか、すり替えられています。もう一度実行してください。',
  'installer.file-damaged': 'このファイルは壊れています。コンソールからダウンロードし直してください。',
  'installer.unpack-failed': '展開できませんでした。空き容量をご確認ください。',
  'installer.runtime-does-not-run': 'この Linux ではエージェントを実行できません。glibc 2.28 以降が必要です。',
  'installer.not-started': 'サービスは登録していません。起動するには: {command}',
  'installer.without-systemd':
    'systemd が動いていないため、エージェントをバックグラウンドで起動しました。端末を再起動したときは、自動では起動しません。',
  'installer.installed-only':
    'Sekisho エージェント {version} をインストールしました。まだ登録していない場合は、メニューの「Sekisho 端末の保護」で利用登録を行ってください。',
  'installer.installed': 'Sekisho エージェント {version} をインストールし、登録しました。',
  'installer.confirm':
    '設定「{setting}」で Sekisho エージェントをインストールし、利用登録します。よろしいですか? [y/N]',
  'installer.nobody-to-ask': '確認できる端末がありません。確認せずにインストールするには --quiet を付けてください。',
  'installer.cancelled': 'インストールを中止しました。',
} as const;
