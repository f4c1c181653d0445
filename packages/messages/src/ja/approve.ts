/** Texts of `npm run approve` and `npm run release`, Japanese. */
export const approveJa = {
  'approve.usage': `使い方: npm run approve -- コマンド [オプション]

  key             このマシンに承認用の鍵を作り、承認者への追加を依頼する
  list            承認を待つ依頼の一覧
  sign 依頼番号    署名される内容を表示し、確認の後に署名する
  recover 依頼番号 承認者・規則の変更に、復旧鍵で署名する

オプション:
  --server URL       サーバーのアドレス (または環境変数 SEKISHO_SERVER)
  --token-file FILE  API トークンのファイル (または環境変数 SEKISHO_TOKEN)
  --ca FILE          サーバーのルート証明書 (PEM)
  --key FILE         鍵のファイル (既定: ~/.config/sekisho/approver.json)
  --name NAME        鍵の名前 (key のとき)
  --trust-hash HASH  サーバー以外から受け取った、信頼の組のハッシュ (key のとき)`,
  'approve.connection.missing': 'サーバーのアドレスと API トークンを指定してください (--server、--token-file)。',
  'approve.call.no-connection': 'サーバーに接続できません。アドレス、ネットワーク、証明書を確かめてください。',
  'approve.call.answer-malformed': 'サーバーの答えを読み取れません。',
  'approve.key.exists': '鍵のファイルがすでにあります: {file}',
  'approve.key.none': '鍵のファイルがありません: {file}。先に npm run approve -- key を実行してください。',
  'approve.key.name': 'コマンドラインの鍵',
  'approve.key.made': '鍵を作りました: {file} (鍵の番号 {keyId})',
  'approve.key.asked': '承認者への追加を依頼しました。今の承認者が依頼 {id} に署名すると使えます。',
  'approve.key.taken': '最初の承認者になりました。',
  'approve.trust.first':
    'この組織の信頼の組を、サーバーの示すとおりに初めて信じます。ほかの経路で確かめてください: {hash}',
  'approve.trust.pinned': '信頼の組は、指定されたハッシュにつながっています: {hash}',
  'approve.trust.broken':
    'サーバーの示す信頼の組が、このマシンの知っているものにつながりません。署名しません。サーバーが改ざんされた可能性があります。',
  'approve.passphrase.new': '鍵を守るパスフレーズ ({length, number} 文字以上): ',
  'approve.passphrase.again': 'もう一度: ',
  'approve.passphrase.short': 'パスフレーズは {length, number} 文字以上にしてください。',
  'approve.passphrase.different': '2 つのパスフレーズが異なります。',
  'approve.passphrase': 'パスフレーズ: ',
  'approve.passphrase.wrong': 'パスフレーズが違うか、鍵のファイルが壊れています。',
  'approve.list.none': '承認を待つ依頼はありません。',
  'approve.sign.word': 'はい',
  'approve.sign.question': 'この内容に署名するなら「{word}」と入力してください: ',
  'approve.sign.not': '署名しませんでした。',
  'approve.sign.approved': '承認され、実行されました。',
  'approve.sign.open': '署名しました ({needed, number} 人中 {done, number} 人)。ほかの承認者を待っています。',
  'approve.sign.other': '内容が古くなっていたため、実行されませんでした。',
  'release.usage': `使い方: npm run release -- コマンド [オプション]

  key          この端末にリリース鍵を作成します
  trust        復旧鍵で署名し、端末にリリース鍵を信頼させます (復旧鍵は送信しません)
  sign FOLDER  npm run packages -- release で作成したリリースに署名します
  upload FOLDER
               署名したリリースをサーバーにアップロードします

  --server URL       サーバーのアドレス (または SEKISHO_SERVER)
  --token-file FILE  API トークンのファイル (または SEKISHO_TOKEN)
  --ca FILE          サーバーのルート証明書
  --key FILE         鍵のファイル (既定: ~/.config/sekisho/release-key.json)
  --name TEXT        新しい鍵の名前
  --trust-hash HASH  サーバー以外から入手した信頼の組のハッシュ`,
  'release.key.name': 'リリース鍵',
  'release.key.made':
    'リリース鍵を作成しました: {file} (鍵番号 {keyId})。ファイルとパスフレーズは、サーバーとは別の場所に保管してください。',
  'release.key.none': 'リリース鍵のファイルがありません: {file}。先に npm run release -- key を実行してください。',
  'release.trust.other': 'すでに信頼されている鍵 (そのまま残ります): {name} (鍵番号 {keyId})',
  'release.trust.recovery': '組織の復旧鍵: ',
  'release.trust.wrong': '復旧鍵ではありません。入力内容をご確認ください。',
  'release.trust.done': '端末は、次回の接続から鍵 {keyId} を信頼します。',
  'release.folder.none': '{folder} にリリースがありません。先に npm run packages -- release を実行してください。',
  'release.folder.damaged': '{folder} のファイルがリリースの内容と一致しません。作成し直してください。',
  'release.folder.unsigned':
    '{folder} のリリースは署名されていません。先に npm run release -- sign を実行してください。',
  'release.sign.version': 'バージョン {version} ({minimum} 以降の端末が対象)',
  'release.sign.days': '適用できる期間: {from} から {until} まで',
  'release.sign.target': '{platform} {architecture}: {files, number} ファイル、{megabytes, number} MB',
  'release.signed': '署名しました: {file}',
  'release.uploading': '{count, number} 件中 {number, number} 件目: {name}',
  'release.uploaded':
    'リリース {version} をすべてアップロードしました。コンソールで展開を始めるまで、端末には届きません。',
} as const;
