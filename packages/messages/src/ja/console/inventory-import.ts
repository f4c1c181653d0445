/** The screen that imports inventory files, Japanese. */
export const inventoryImportScreenJa = {
  'inventory-import.title': 'インベントリインポート',
  'inventory-import.lead':
    'ネットワークに接続できない端末のスタンドアロンクライアントや、ほかのインベントリエージェントのファイルから、端末を登録します。',
  'inventory-import.how': '登録のしかた',
  'inventory-import.how.collect':
    '「クライアント導入」からスタンドアロンクライアントをダウンロードし、外部デバイスに入れて端末で実行します。Inventory フォルダーに (クライアントID).icrt ができます。',
  'inventory-import.how.gather':
    '1 台ずつ登録するときはそのファイルを、まとめて登録するときはフォルダーを圧縮した zip を選びます。',
  'inventory-import.how.agents':
    'ほかのエージェントのファイルも取り込めます。GLPI エージェントの .json、FusionInventory と OCS の .xml と .ocs です。',
  'inventory-import.how.twice':
    '同じファイルを何度取り込んでも、端末は増えません。新しいインベントリが古いもので上書きされることもありません。',
  'inventory-import.how.group':
    '端末は、クライアントをダウンロードしたときに選んだグループに登録されます。ほかのエージェントのものは、取り込むときに選んだグループに登録されます。いずれも契約台数に数えます。',
  'inventory-import.choose': 'ファイルを選択',
  'inventory-import.another': '別のファイルを選ぶ',
  'inventory-import.confirm.title': 'インベントリを登録しますか?',
  'inventory-import.confirm.text': '{file} ({size} KB) を取り込みます。登録は裏で進み、この画面を離れても続きます。',
  'inventory-import.group': 'ほかのエージェントの端末を登録するグループ',
  'inventory-import.group.help':
    'クライアントをダウンロードしたときのグループがあるファイル (.icrt) には使いません。すでに登録されている端末は移りません。',
  'inventory-import.confirm': '登録',
  'inventory-import.under-way':
    '{total, number} 個中 {done, number} 個のファイルを処理しました。この画面を離れても続きます。',
  'inventory-import.cancelled': 'このインポートは中止されました。それまでに取り込んだ端末は登録されています。',
  'inventory-import.done':
    '{refused, plural, =0 {取り込みが終わりました} other {取り込みが終わりました (取り込めないファイル # 個)}}',
  'inventory-import.download': 'ファイルごとの結果をダウンロード',
  'inventory-import.devices': 'インベントリのみの端末を見る',
  'inventory-import.refused': '取り込めなかったファイル',
  'inventory-import.more': 'ほか {count, number} 個は、ファイルごとの結果にあります。',
  'inventory-import.archive.archive-damaged':
    'zip ファイルが壊れているか、zip ではありません。もう一度圧縮してください。',
  'inventory-import.archive.archive-empty': 'zip にファイルがありません。Inventory フォルダーを圧縮してください。',
  'inventory-import.archive.archive-too-many-files':
    'ファイルが多すぎます。一度に取り込めるのは 50,000 個までです。分けてください。',
  'inventory-import.archive.archive-unpacks-too-large': '展開すると大きくなりすぎます。分けて圧縮し直してください。',
  'inventory-import.archive.archive-overlaps': 'zip の中でファイルが重なり合っています。もう一度圧縮してください。',
  'intakes.title': 'ほかのエージェントの受付アドレス',
  'intakes.lead': 'GLPI エージェント、FusionInventory、OCS が、インベントリをこのサーバーに直接送れるようにします。',
  'intakes.none': '受付アドレスはまだありません。作成すると、エージェントに設定する値が表示されます。',
  'intakes.add': '作成',
  'intakes.column.name': '名前',
  'intakes.column.group': 'グループ',
  'intakes.column.devices': '登録した端末',
  'intakes.column.lastUse': '最後の受信',
  'intakes.column.expires': '有効期限',
  'intakes.column.actions': '操作',
  'intakes.neverUsed': 'まだありません',
  'intakes.expired': '期限切れ',
  'intakes.revoked': '失効',
  'intakes.revoke': '失効させる',
  'intakes.revoke.of': '「{name}」を失効させる',
  'intakes.revoke.title': '「{name}」を失効させますか?',
  'intakes.revoke.text':
    'このパスワードを使うエージェントは、以後受け付けません。登録済みの端末は残ります。元には戻せません。',
  'intakes.revoke.done': '「{name}」を失効させました。',
  'intakes.make.title': '受付アドレスの作成',
  'intakes.name': '名前',
  'intakes.name.example': '例: 旧管理サーバー',
  'intakes.expires.help': '過ぎると、このアドレスでは受け付けなくなります。',
  'intakes.made.title': '受付アドレスを作成しました',
  'intakes.made.text': 'パスワードが表示されるのは、今だけです。コピーして、安全な場所に保管してから閉じてください。',
  'intakes.made.url': 'サーバーのアドレス',
  'intakes.made.secret': 'パスワード',
  'intakes.made.hint':
    'コマンドラインは、その端末の利用者全員に見えます。できるだけ、エージェントの設定ファイルに書いてください。',
  'intakes.made.closed': 'コピーしました。閉じる',
  'intakes.agent.glpi': 'GLPI エージェント',
  'intakes.agent.fusioninventory': 'FusionInventory',
  'intakes.agent.ocs': 'OCS (Unix)',
  'nav.inventoryImport': 'ハードウェア登録',
} as const;
