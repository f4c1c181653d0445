/** サービスの状態の画面。日本語。 */
export const serviceStateJa = {
  'nav.serviceState': 'サービスの状態',
  'serviceState.title': 'サービスの状態',
  'serviceState.lead': 'サーバーそのものが健全かどうか。15 秒ごとに更新されます。',
  'serviceState.updated': '{time} 時点',
  'serviceState.stale': '最新の状態を取得できません。表示しているのは {time} 時点の状態です。',
  'serviceState.all.good': 'すべて良好です',
  'serviceState.all.attention': '確認が必要な項目があります',
  'serviceState.all.bad': '対応が必要な項目があります',
  'serviceState.condition.good': '良好',
  'serviceState.condition.attention': '要確認',
  'serviceState.condition.bad': '異常',
  'serviceState.column.item': '項目',
  'serviceState.column.condition': '状態',
  'serviceState.column.value': '値',
  'serviceState.item.processes': 'サーバープロセス',
  'serviceState.item.database': 'データベース',
  'serviceState.item.outbox': '送信待ちのメッセージ',
  'serviceState.item.jobs': 'バックグラウンド処理',
  'serviceState.item.audit': '監査ログの封印',
  'serviceState.item.backup': 'バックアップ',
  'serviceState.item.certificate': 'HTTPS 証明書',
  'serviceState.item.licences': 'ライセンス',
  'serviceState.value.processes': '{count} プロセスが稼働中',
  'serviceState.value.outbox': '{count} 件',
  'serviceState.value.jobs': '待機 {count} 件',
  'serviceState.value.audit': '未封印 {count} 件',
  'serviceState.value.backup': '最後の成功: {time} ({size})',
  'serviceState.value.backup.none': 'まだありません',
  'serviceState.value.certificate': '有効期限: {time}',
  'serviceState.value.certificate.own': 'サーバーが発行し、自動で更新します',
  'serviceState.value.licences': '契約 {of} 台のうち {count} 台を使用',
  'serviceState.finding.process-behind':
    '処理が追いついていないプロセスがあります。続くようなら、プロセス (--workers) かマシンを増やしてください。',
  'serviceState.finding.versions-differ':
    '異なるバージョンのサーバーが同時に動いています。更新作業中でなければ、古いほうを止めてください。',
  'serviceState.finding.transaction-long':
    '終わらないトランザクションがあります。データベースを直接操作している人やツールがないか確認してください。続くと動作が遅くなります。',
  'serviceState.finding.outbox-late':
    '端末への通知が遅れています。PostgreSQL と、使用している場合は NATS に接続できるか確認してください。',
  'serviceState.finding.jobs-late':
    'インポート、メール、整理などのバックグラウンド処理が遅れています。サーバーのログに処理のエラーがないか確認してください。負荷が高いときは、プロセス (--workers) を増やしてください。',
  'serviceState.finding.audit-late':
    '監査ログの封印が遅れています。サーバーのログに「audit」のエラーがないか確認してください。',
  'serviceState.finding.backup-none':
    'バックアップがまだ一度も成功していません。「npm start -- backup」を実行するか、定期バックアップを設定してください。',
  'serviceState.finding.backup-old':
    '最後のバックアップから 2 日以上たっています。定期バックアップの設定と保存先を確認してください。',
  'serviceState.finding.backup-failed':
    '直近のバックアップが失敗しました。サーバーのログで理由を確認し、保存先の空き容量と権限を確かめてください。',
  'serviceState.finding.certificate-ends':
    'HTTPS 証明書の期限が近づいています。新しい証明書のファイルに置き換えてください。',
  'serviceState.finding.certificate-unreadable':
    'HTTPS 証明書のファイルを読み取れません。ファイルの有無、サーバーの読み取り権限、内容を確かめてください。このままではサーバーを再起動できません。',
  'serviceState.finding.certificate-ended':
    'HTTPS 証明書の期限が切れています。端末は接続できません。すぐに新しい証明書のファイルに置き換えてください。',
  'serviceState.finding.licences-few': '残りのライセンスが 5 % 以下です。契約台数の追加を検討してください。',
  'serviceState.finding.licences-used-up':
    'ライセンスをすべて使用しています。新しい端末は登録できません。契約台数を増やすか、使わない端末の登録を解除してください。',
  'serviceState.processes': 'プロセス',
  'serviceState.process.host': 'マシン',
  'serviceState.process.id': 'プロセス ID',
  'serviceState.process.version': 'バージョン',
  'serviceState.process.started': '開始',
  'serviceState.process.connections': '常時接続',
  'serviceState.process.memory': 'メモリー',
  'serviceState.process.lag': '遅れ',
  'serviceState.process.milliseconds': '{count} ミリ秒',
  'serviceState.versions': 'データベース',
  'serviceState.versions.database': 'PostgreSQL {version}',
  'serviceState.versions.schema': 'スキーマ {version}',
} as const;
