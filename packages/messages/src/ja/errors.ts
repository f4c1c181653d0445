/** What a person is told for each error code, Japanese: what happened (title) and what to do (action). */
import type { ErrorCode } from '@sekisho/contracts';

export type ErrorText = Readonly<{ title: string; action: string }>;
export type ErrorTexts = Readonly<Record<ErrorCode | 'unknown', ErrorText>>;

export const errorsJa: ErrorTexts = {
  unknown: {
    title: '処理できませんでした。',
    action: '少し待ってからもう一度お試しください。続く場合はサーバーのログをご確認ください。',
  },
  'validation-failed': { title: '入力内容に誤りがあります。', action: '印の付いた項目をご確認ください。' },
  'malformed-request': {
    title: '要求を読み取れませんでした。',
    action: '画面を再読み込みして、もう一度お試しください。',
  },
  'unsupported-media-type': {
    title: 'この形式は受け付けていません。',
    action: 'JSON (application/json) で送ってください。',
  },
  'body-too-large': { title: '送られた内容が大きすぎます。', action: '内容を分けて送ってください。' },
  'not-found': { title: '見つかりませんでした。', action: 'アドレスをご確認ください。' },
  'method-not-allowed': { title: 'この操作はここではできません。', action: 'API の説明をご確認ください。' },
  'too-many-requests': { title: '要求が多すぎます。', action: '少し待ってからもう一度お試しください。' },
  'internal-error': {
    title: 'サーバーで問題が起きました。',
    action: '少し待ってからもう一度お試しください。続く場合はサーバーのログをご確認ください。',
  },
  'service-unavailable': { title: 'サーバーは今、応答できません。', action: '少し待ってからもう一度お試しください。' },
  'storage-full': {
    title: 'データベースのディスクがいっぱいです。',
    action: '空き容量を増やしてください。再起動は不要です。端末は報告する内容を保持し、空きができしだい送ります。',
  },
  'authentication-required': { title: 'ログインが必要です。', action: 'ログインしてからもう一度お試しください。' },
  'login-refused': { title: 'ログインできませんでした。', action: 'ログイン ID とパスワードをご確認ください。' },
  'login-locked': {
    title: 'ログインの失敗が続いたため、一時的に受け付けていません。',
    action: 'しばらく待ってからもう一度お試しください。',
  },
  'permission-denied': { title: 'この操作の権限がありません。', action: '全体管理の管理者に依頼してください。' },
  'cross-site-refused': {
    title: '別のサイトからの要求のため、受け付けませんでした。',
    action: 'コンソールを開き直してお試しください。',
  },
  'setup-link-invalid': {
    title: '初期設定のリンクが無効です。',
    action: 'サーバーの起動時に表示された最新のリンクを開いてください。',
  },
  'setup-already-done': { title: '初期設定は完了しています。', action: 'ログインしてください。' },
  'password-too-weak': {
    title: 'パスワードが弱すぎます。',
    action: '12 文字以上にし、よく使われる語やログイン ID を避けてください。',
  },
  'current-password-wrong': {
    title: '現在のパスワードが違います。',
    action: '現在のパスワードをもう一度入力してください。',
  },
  'login-id-taken': { title: 'このログイン ID は使われています。', action: '別のログイン ID を指定してください。' },
  'email-invalid': {
    title: 'メールアドレスの形式が正しくありません。',
    action: '半角英数字で、例: tanaka@example.jp のように入力してください。',
  },
  'administrator-not-found': { title: 'この管理者はいません。', action: '管理者の一覧を確かめてください。' },
  'last-organization-administrator': {
    title: '全体管理者がいなくなってしまいます。',
    action: '先に、ほかの管理者を全体管理者にしてください。',
  },
  'own-account': {
    title: '自分の役割の変更や、自分の削除はできません。',
    action: 'ほかの全体管理者に依頼してください。',
  },
  'groups-missing': { title: 'グループが選ばれていません。', action: 'グループを 1 つ以上選んでください。' },
  'account-link-invalid': {
    title: 'このリンクは使えません。',
    action: '期限が切れたか、すでに使われています。新しいリンクを受け取ってください。',
  },
  'mail-not-set-up': {
    title: 'メールの設定がされていません。',
    action: 'サーバーの担当者にメールの設定を依頼するか、リンクを直接渡してください。',
  },
  'login-step-expired': { title: 'ログインの途中で時間が切れました。', action: '最初からログインしてください。' },
  'second-factor-refused': {
    title: '確認できませんでした。',
    action: '新しいコードか、別の方法でもう一度お試しください。',
  },
  'second-factor-needed': {
    title: '組織の決まりで、二つ目の確認方法が必要です。',
    action: '先に別の方法を追加してください。',
  },
  'second-factor-exists': {
    title: '認証アプリはすでに登録されています。',
    action: '別のアプリに移すときは、先に削除してください。',
  },
  'code-wrong': {
    title: 'コードが正しくありません。',
    action: 'アプリに表示されている 6 桁の数字を入力してください。',
  },
  'passkey-refused': { title: 'パスキーを確認できませんでした。', action: 'もう一度お試しください。' },
  'passkey-impossible-here': {
    title: 'このアドレスではパスキーを使えません。',
    action: 'IP アドレスではなく名前のある https のアドレスでコンソールを開いてください。',
  },
  'passkey-not-found': { title: 'このパスキーはありません。', action: 'パスキーの一覧を確かめてください。' },
  'proof-required': { title: 'もう一度、本人の確認が必要です。', action: 'パスワードかパスキーで確認してください。' },
  'cursor-invalid': { title: '一覧の続きを取得できませんでした。', action: '一覧を先頭から開き直してください。' },
  'device-not-found': { title: '端末が見つかりません。', action: '端末が削除されていないか、一覧でご確認ください。' },
  'client-not-resident': {
    title: 'この端末には、常駐するクライアントがありません。',
    action: 'オンデマンド、スタンドアロンのクライアントは、インベントリの収集だけを行います。',
  },
  'client-function-excluded': {
    title: 'この端末のクライアントには、この機能がありません。',
    action: '使えない機能は、端末の画面で確認できます。',
  },
  'device-deregistered': {
    title: 'この端末は使用不可になっています。',
    action: '使うには、端末をもう一度登録してください。',
  },
  'policy-not-found': { title: '設定が見つかりません。', action: '設定の一覧でコードをご確認ください。' },
  'policy-code-taken': { title: 'このコードの設定は既にあります。', action: '別のコードを指定してください。' },
  'policy-built-in': { title: 'A01～A10 は削除できません。', action: '使わない場合は名前を変えてお使いください。' },
  'policy-in-use': {
    title: 'この設定は端末に割り当てられています。',
    action: '端末を別の設定へ移してから削除してください。',
  },
  'policy-changed-meanwhile': {
    title: 'ほかの人がこの設定を先に保存しました。',
    action: '最新の内容を読み込み、変更をやり直してください。',
  },
  'timer-period-too-short': {
    title: 'タイマーロックの期間が短すぎます。',
    action: '1 分以上、かつ認証間隔の 3 倍以上にしてください。',
  },
  'check-in-interval-too-short': { title: '認証間隔が短すぎます。', action: '10 秒以上にしてください。' },
  'wipe-path-invalid': {
    title: 'フォルダーの完全なパスではありません。',
    action:
      '/home/taro や C:\\Users\\taro のように指定してください。「..」、末尾の区切り文字、ネットワーク共有は使えません。',
  },
  'wipe-pattern-invalid': {
    title: 'ファイル名のパターンではありません。',
    action: '*.xlsx のように指定してください。* は任意の文字列、? は 1 文字です。フォルダーは含められません。',
  },
  'wipe-volume-invalid': {
    title: 'ボリュームの指定ではありません。',
    action: '/ や /data などのマウント先、または D: などのドライブを指定してください。',
  },
  'wipe-target-repeated': { title: '同じ消去対象が 2 つあります。', action: '片方を削除してください。' },
  'wipe-targets-too-long': {
    title: '消去対象が多すぎます。',
    action: '数を減らすか、上位のフォルダーを指定してください。全体で 16,000 文字までです。',
  },
  'proxy-address-invalid': {
    title: 'プロキシのアドレスが正しくありません。',
    action: 'http://ホスト:ポート または https://ホスト:ポート の形で入力してください。',
  },
  'software-not-found': {
    title: 'このソフトウェアはありません。',
    action: 'ソフトウェアの一覧で確認してください。どの端末からもなくなった可能性があります。',
  },
  'saved-search-not-found': {
    title: 'この保存済み検索はありません。',
    action: 'ほかの管理者が削除した可能性があります。',
  },
  'saved-search-name-taken': {
    title: '同じ名前の保存済み検索があります。',
    action: '別の名前を付けてください。',
  },
  'saved-searches-too-many': {
    title: 'これ以上、検索を保存できません。',
    action: '不要な保存済み検索を削除してください。',
  },
  'group-not-found': { title: 'グループが見つかりません。', action: 'グループの一覧でご確認ください。' },
  'group-name-taken': { title: 'この名前のグループは既にあります。', action: '別の名前を指定してください。' },
  'group-in-use': {
    title: 'このグループには端末があります。',
    action: '端末を別のグループへ移してから削除してください。',
  },
  'name-blank': { title: '名前が空白です。', action: '名前を入力してください。' },
  'note-too-long': { title: '備考が長すぎます。', action: '半角 500 文字 (全角 250 文字) 以内にしてください。' },
  'contracted-below-registered': {
    title: '契約台数が登録済台数より少なくなります。',
    action: '登録済台数以上の数を指定してください。',
  },
  'api-token-not-found': {
    title: 'API トークンが見つかりません。',
    action: '既に取り消されていないか、一覧でご確認ください。',
  },
  'agent-call-unknown': {
    title: 'エージェントから、対応していない要求が届きました。',
    action: 'エージェントのタスクをインベントリだけにしてください。',
  },
  'agent-intake-not-found': {
    title: 'この受付アドレスはありません。',
    action: '受付アドレスの一覧を確認してください。',
  },
  'agent-intake-limit': {
    title: '受付アドレスをこれ以上作れません。',
    action: '同時に使えるのは 200 件までです。不要なものを失効させてから、もう一度作成してください。',
  },
  'agent-intake-revoked': {
    title: 'この受付アドレスは失効しています。',
    action: 'コンソールで新しい受付アドレスを作り、エージェントに設定してください。',
  },
  'agent-intake-expired': {
    title: 'この受付アドレスは有効期限が切れています。',
    action: 'コンソールで新しい受付アドレスを作り、エージェントに設定してください。',
  },
  'client-kind-unfit': {
    title: 'この OS では、その種類のクライアントを使えません。',
    action: '別の種類、または別の OS を選択してください。',
  },
  'installer-setting-not-found': {
    title: 'インストーラー設定が見つかりません。',
    action: '一覧を開き直してください。',
  },
  'installer-setting-name-taken': {
    title: '同じ OS と種類に、同じ名称の設定があります。',
    action: '別の名称を入力してください。',
  },
  'installer-setting-changed-meanwhile': {
    title: 'ほかの人がこのインストーラー設定を変更しました。',
    action: '画面を開き直して、もう一度変更してください。',
  },
  'installer-package-unfit': {
    title: 'このパッケージは、この設定のインストーラーにはなりません。',
    action: '設定の OS と種類に合うパッケージを選択してください。',
  },
  'installer-package-unavailable': {
    title: 'このパッケージはまだ作成されていません。',
    action: '「クライアント導入」に、足りないものが表示されます。サーバーの管理者に伝えてください。',
  },
  'installer-download-not-found': {
    title: 'インストーラーが見つかりません。',
    action: 'ダウンロードの一覧をご確認ください。',
  },
  'installer-proxy-missing': {
    title: 'プロキシのアドレスがありません。',
    action: 'IPv4 用か IPv6 用のアドレスとポートを入力してください。',
  },
  'utility-not-found': {
    title: 'ユーティリティが見つかりません。',
    action: '一覧を開き直してください。',
  },
  'utility-unavailable': {
    title: 'このユーティリティはまだ作成されていません。',
    action: '一覧に、足りないものが表示されます。サーバーの管理者に伝えてください。',
  },
  'add-on-software-not-found': {
    title: '機能追加用ソフトウェアが見つかりません。',
    action: '既に削除されていないか、一覧でご確認ください。',
  },
  'add-on-software-name-taken': {
    title: '同じ OS に、同じ名称とバージョンのソフトウェアがあります。',
    action: '別の名称かバージョンを入力するか、登録済みのものを削除してください。',
  },
  'add-on-software-too-many': {
    title: '機能追加用ソフトウェアの登録数が上限に達しています。',
    action: '使わないものを削除してください。',
  },
  'add-on-software-part-unfit': {
    title: 'ファイルの一部の大きさが、登録を始めたときと合いません。',
    action: 'ファイルを選び直して、もう一度登録してください。',
  },
  'add-on-software-incomplete': {
    title: 'ファイルがまだすべて届いていません。',
    action: 'もう一度登録してください。',
  },
  'release-not-found': {
    title: 'このリリースは見つかりません。',
    action: '削除された可能性があります。ページを再読み込みしてください。',
  },
  'release-refused': {
    title: 'このリリースには、この組織のリリース鍵による署名がありません。',
    action: '信頼の組に登録した鍵で署名し、追加し直してください。',
  },
  'release-exists': {
    title: 'このバージョンはすでに追加されています。',
    action: 'リリースごとに別のバージョンを付けてください。',
  },
  'release-in-use': {
    title: 'このバージョンの展開が終了していません。',
    action: 'これからファイルを取得する端末があるため、先に展開を終了してください。',
  },
  'release-incomplete': {
    title: 'このリリースのファイルがそろっていません。',
    action: '「npm run release -- upload」で最後までアップロードしてください。',
  },
  'release-over': {
    title: 'このリリースは、適用できる期間が過ぎています。',
    action: '期間を新しくして、別のバージョンとして作成し直してください。',
  },
  'release-file-unknown': {
    title: 'このファイルを含むリリースがありません。',
    action: '先に、署名済みのリリースを追加してください。',
  },
  'release-file-damaged': {
    title: '署名されたファイルと内容が異なります。',
    action: 'リリースのフォルダーから、もう一度アップロードしてください。',
  },
  'rollout-not-found': {
    title: 'この展開は見つかりません。',
    action: 'ページを再読み込みしてください。',
  },
  'rollout-under-way': {
    title: '別の展開が進行中です。',
    action: '同時に進められる展開は 1 つです。先に終了してください。',
  },
  'rollout-over': {
    title: 'この展開は終了しています。',
    action: '新しい展開を始めてください。',
  },
  'task-not-found': {
    title: 'この処理は見つかりません。',
    action: '期限が過ぎて消えたか、他の管理者のものです。処理の一覧でご確認ください。',
  },
  'task-file-not-found': {
    title: 'このファイルはもうありません。',
    action: '期限が過ぎています。もう一度実行してください。',
  },
  'task-over': { title: 'この処理はもう終わっています。', action: '処理の一覧で結果をご確認ください。' },
  'csv-refused': {
    title: 'CSV ファイルに誤りがあるため、何も変更していません。',
    action: '行ごとの説明に従って直し、もう一度インポートしてください。',
  },
  'csv-changed-meanwhile': {
    title: '確認の後に端末の情報が変わったため、何も変更していません。',
    action: 'もう一度インポートして、変更の内容をご確認ください。',
  },
  'import-refused': {
    title: 'アーカイブを読み取れないため、何も取り込んでいません。',
    action: '理由を確認し、アーカイブを作り直してください。',
  },
  'time-zone-unknown': {
    title: 'このタイムゾーンは使えません。',
    action: 'Asia/Tokyo のような名前で指定してください。',
  },
  'command-refused-while-wiping': {
    title: '消去の実行中は、ほかの命令を出せません。',
    action: '消去が終わるまでお待ちください。',
  },
  'computer-name-mismatch': {
    title: '入力された名前が端末のコンピューター名と一致しません。',
    action: '表示されているコンピューター名をそのまま入力してください。',
  },
  'wipe-targets-empty': {
    title: 'この端末の設定には消去対象がありません。',
    action: '設定のページで消去対象を登録し、保存してから消去命令を発行してください。',
  },
  'wipe-already-issued': {
    title: 'この端末には消去命令が発行済みです。',
    action: '進行状況は端末のページでご確認ください。',
  },
  'wipe-already-delivered': {
    title: '端末が消去命令を受け取ったため、取り消せません。',
    action: '進行状況は端末のページでご確認ください。',
  },
  'wipe-not-found': { title: '消去命令が見つかりません。', action: '端末のページをご確認ください。' },
  'command-not-found': { title: '命令が見つかりません。', action: '端末の画面で命令をご確認ください。' },
  'enrolment-refused': {
    title: '認証に失敗しました。入力されたシリアル番号、または契約数に間違いがないかご確認ください。',
    action: 'シリアル番号と契約台数は、コンソールの「システム情報」に表示されています。',
  },
  'identity-copied': {
    title: 'この端末は、別の端末の複製です。',
    action: '独立した端末として自動的に登録されます。操作は不要です。',
  },
  'installer-expired': {
    title: 'このインストーラーの有効期限が切れています。',
    action: '管理者に、新しいインストーラーを依頼してください。',
  },
  'installer-revoked': {
    title: 'このインストーラーは失効しています。',
    action: '管理者に、新しいインストーラーを依頼してください。',
  },
  'installer-used-up': {
    title: 'このインストーラーで登録できる台数に達しています。',
    action: '管理者に、新しいインストーラーを依頼してください。',
  },
  'device-token-invalid': { title: '端末の認証の期限が切れています。', action: '端末が自動で認証をやり直します。' },
  'assertion-invalid': { title: '端末の証明を確認できませんでした。', action: '端末の登録をご確認ください。' },
  'nonce-expired': { title: '端末の証明が時間切れになりました。', action: '端末が自動でやり直します。' },
  deregistered: { title: 'この端末は使用不可になりました。', action: '使うには、端末をもう一度登録してください。' },
  'item-numbers-not-rising': {
    title: '端末から届いた記録の順番が正しくありません。',
    action: '端末のログをご確認ください。',
  },
  'unknown-inventory-section': {
    title: '知らない種類のインベントリが届きました。',
    action: 'サーバーとエージェントの版をご確認ください。',
  },
  'signature-invalid': {
    title: '署名が正しくないため、端末が拒否しました。',
    action: '別のサーバーの命令でないか、ご確認ください。',
  },
  'signer-unknown': {
    title: '署名者が信頼されていないため、端末が拒否しました。',
    action: 'サーバーの鍵をご確認ください。',
  },
  'wrong-organization': {
    title: '別の組織のもののため、端末が拒否しました。',
    action: '端末が登録されている組織をご確認ください。',
  },
  'wrong-device': { title: '別の端末宛てのため、端末が拒否しました。', action: '命令の宛先をご確認ください。' },
  'order-not-rising': {
    title: '古い命令のため、端末が拒否しました。',
    action: '必要なら、命令をもう一度出してください。',
  },
  'intent-used': {
    title: '実行済みの命令のため、端末が拒否しました。',
    action: '必要なら、命令をもう一度出してください。',
  },
  'envelope-expired': { title: '届いた命令の有効時間が過ぎていました。', action: '次の認証で自動的に送り直されます。' },
  'intent-expired': { title: '命令の有効期限が切れました。', action: '必要なら、命令をもう一度出してください。' },
  'approval-missing': {
    title: '承認がないため、端末が拒否しました。',
    action: '承認者の承認を得てから、もう一度出してください。',
  },
  'approval-request-not-found': {
    title: 'この承認依頼は見つかりません。',
    action: '別の組織の依頼か、担当外のグループの端末に関する依頼の可能性があります。',
  },
  'approval-request-closed': {
    title: 'この承認依頼はすでに終わっています。',
    action: '結果を確認し、必要なら改めて依頼してください。',
  },
  'approval-request-outdated': {
    title: '依頼の後に、元になる内容が変わりました。',
    action: 'もう一度依頼してください。現在の内容で作り直されます。',
  },
  'approver-not-yours': {
    title: 'これはあなたの承認用の鍵ではありません。',
    action: '自分で登録した鍵で署名してください。',
  },
  'approver-signed-already': { title: 'あなたはすでに承認しています。', action: '別の承認者の署名が必要です。' },
  'approvers-too-few': {
    title: '規則に必要な人数の承認者がいません。',
    action: '先に承認者を追加するか、必要な承認の数を減らしてください。',
  },
  'passkey-address-unsuitable': {
    title: 'このアドレスではパスキーを使えません。',
    action:
      '公開アドレス (IP アドレスではない名前の https) でコンソールを開くか、コマンドラインの承認用の鍵を使ってください。',
  },
  'approval-invalid': {
    title: '承認が正しくないため、端末が拒否しました。',
    action: 'もう一度承認を依頼してください。繰り返す場合は、サーバーが改ざんされた可能性があります。',
  },
  'approval-exceeds-maximum': {
    title: '一度に扱える台数の上限を超えています。',
    action: '台数を減らすか、規則を変更してください。',
  },
  'kind-unknown': { title: '端末のエージェントがこの命令を知りません。', action: 'エージェントを更新してください。' },
  'statement-malformed': {
    title: '署名された内容を端末が読み取れませんでした。',
    action: 'サーバーとエージェントの版をご確認ください。',
  },
  'seal-invalid': {
    title: 'サーバーの応答の封印が正しくありません。',
    action: '端末とサーバーの間の通信をご確認ください。',
  },
  'nonce-mismatch': {
    title: '別の問い合わせへの応答のため、端末が拒否しました。',
    action: '端末とサーバーの間の通信をご確認ください。',
  },
  'trust-chain-broken': {
    title: '信頼の連なりが途切れているため、端末が拒否しました。',
    action: 'サーバーの復元や入れ替えがなかったか、ご確認ください。',
  },
  'trust-version-not-rising': {
    title: '古い信頼の組のため、端末が拒否しました。',
    action: 'サーバーを古い控えから戻していないか、ご確認ください。',
  },
  'trust-weakened': {
    title: '承認なしに信頼の決まりを弱めようとしたため、端末が拒否しました。',
    action: '承認者か復旧鍵で変更してください。',
  },
  'trust-hash-mismatch': {
    title: 'インストーラーの指定と異なるサーバーのため、端末が拒否しました。',
    action: 'インストーラーとサーバーの組み合わせをご確認ください。',
  },
  'policy-revision-not-rising': {
    title: '古い設定のため、端末が拒否しました。',
    action: 'サーバーを古い控えから戻していないか、ご確認ください。',
  },
  'unlock-key-of-other-policy': {
    title: '別の設定の解除キーです。',
    action: '端末に適用されている設定の解除キーを保存してください。',
  },
  'unlock-key-replaced': {
    title: '新しい解除キーに置き換えられた、古い解除キーです。',
    action: '設定の画面から解除キーをダウンロードし直してください。',
  },
  'not-supported-here': {
    title: 'この端末ではできない操作です。',
    action: '端末の種類と、エージェントの版をご確認ください。',
  },
};
