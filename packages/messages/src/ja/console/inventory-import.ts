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
    '端末は、クライアントをダウンロードしたときに選んだグループに登録されます。ほかのエージェントのものは、未所属として登録されます。いずれも契約台数に数えます。',
  'inventory-import.choose': 'ファイルを選択してください',
  'inventory-import.another': '別のファイルを選ぶ',
  'inventory-import.confirm.title': 'インベントリを登録しますか?',
  'inventory-import.confirm.text': '{file} ({size} KB) を取り込みます。登録は裏で進み、この画面を離れても続きます。',
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
  'nav.inventoryImport': 'ハードウェア登録',
} as const;
