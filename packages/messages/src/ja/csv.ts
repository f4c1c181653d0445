/** CSV files: their headers, and what can be wrong with an imported one. Japanese. The headers are part of the format: they do not change. */
import type { CsvColumn, CsvFaultCode } from '@sekisho/contracts';

const columns = {
  'csv.column.uid': 'UID',
  'csv.column.computerName': 'コンピューター名',
  'csv.column.policyCode': '対象設定',
  'csv.column.userName': '利用者名',
  'csv.column.groupId': 'グループID',
  'csv.column.note': '備考',
  'csv.column.groupName': 'グループ名',
  'csv.column.registration': '登録状態',
  'csv.column.logonUser': 'ログオンユーザー名',
  'csv.column.osName': 'OS',
  'csv.column.osVersion': 'OSバージョン',
  'csv.column.manufacturer': 'メーカー',
  'csv.column.model': '機種',
  'csv.column.hardwareSerialNumber': '製造番号',
  'csv.column.addresses': 'IPアドレス',
  'csv.column.agentVersion': 'エージェント',
  'csv.column.registeredAt': '登録日時',
  'csv.column.lastSeenAt': '最終認証日時',
  'csv.column.check': '確認用',
} as const satisfies Record<`csv.column.${CsvColumn}`, string>;

const faults = {
  'csv.fault.empty': 'ファイルに端末の行がありません。',
  'csv.fault.empty.action': 'エクスポートした CSV の見出しの行を残し、変更する端末の行を入れてください。',
  'csv.fault.encoding-utf16': '文字コードが UTF-16 です。',
  'csv.fault.encoding-utf16.action':
    '表計算ソフトの「Unicode テキスト」などで保存されています。テキストエディタで UTF-8 (BOM なし) に変えて保存してください。',
  'csv.fault.encoding-shift-jis': '文字コードが Shift_JIS (CP932) のようです。',
  'csv.fault.encoding-shift-jis.action':
    'Excel の「CSV」で保存するとこうなります。テキストエディタで UTF-8 (BOM なし) に変えて保存してください。',
  'csv.fault.encoding-unknown': '文字コードが UTF-8 ではありません。',
  'csv.fault.encoding-unknown.action': 'テキストエディタで UTF-8 (BOM なし) に変えて保存してください。',
  'csv.fault.byte-order-mark': 'ファイルの先頭に BOM が付いています。',
  'csv.fault.byte-order-mark.action':
    'Excel の「CSV UTF-8」で保存するとこうなります。テキストエディタで UTF-8 (BOM なし) で保存し直してください。',
  'csv.fault.too-many-rows': '行が多すぎます。一度に取り込めるのは 500,000 行までです。',
  'csv.fault.too-many-rows.action': 'ファイルを分けるか、変更しない端末の行を削除してください。',
  'csv.fault.delimiter-tab': '項目がコンマではなくタブで区切られています。',
  'csv.fault.delimiter-tab.action': 'コンマ区切り (CSV) で保存し直してください。',
  'csv.fault.delimiter-semicolon': '項目がコンマではなくセミコロンで区切られています。',
  'csv.fault.delimiter-semicolon.action':
    '表計算ソフトの地域の設定によるものです。コンマ区切り (CSV) で保存し直してください。',
  'csv.fault.header': '見出しの行が、エクスポートしたものと違います。',
  'csv.fault.header.action': '見出しの名前・並び・数を変えないでください。エクスポートした CSV から写してください。',
  'csv.fault.quote': '引用符 (") の使い方が正しくないため、ここから先を読み取れません。',
  'csv.fault.quote.action': '項目の中の " は "" と書き、項目の全体を " で囲んでください。',
  'csv.fault.cells': '項目の数が見出しと違います。',
  'csv.fault.cells.action':
    'コンマの過不足がないかご確認ください。コンマや改行を含む項目は、全体を " で囲んでください。',
  'csv.fault.uid-scientific': 'UID が指数の形 (1.2E+34 など) になっています。',
  'csv.fault.uid-scientific.action':
    '表計算ソフトが数値とみなして書き換えました。エクスポートした CSV の UID に戻し、テキストエディタで編集してください。',
  'csv.fault.uid-malformed': 'UID の形が正しくありません。',
  'csv.fault.uid-malformed.action': 'UID は変更しないでください。エクスポートした CSV の値に戻してください。',
  'csv.fault.uid-unknown': 'この UID の端末はありません。',
  'csv.fault.uid-unknown.action':
    'エクスポートした CSV の値に戻すか、この行を削除してください。CSV で端末を追加することはできません。',
  'csv.fault.uid-repeated': '同じ UID の行が、前にもあります。',
  'csv.fault.uid-repeated.action': '一台につき一行だけ残してください。',
  'csv.fault.deregistered': 'この端末は登録が解除されています (使用不可)。',
  'csv.fault.deregistered.action': 'この行を削除してください。',
  'csv.fault.policy-unknown': 'この対象設定はありません。',
  'csv.fault.policy-unknown.action': '「設定」の画面にある A01 などの記号を、半角の大文字と数字で入力してください。',
  'csv.fault.user-name-too-long': '利用者名が 20 文字を超えています。',
  'csv.fault.user-name-too-long.action': '20 文字以内 (半角・全角とも) にしてください。',
  'csv.fault.group-malformed': 'グループ ID が数値ではありません。',
  'csv.fault.group-malformed.action':
    '「グループ」の画面にある番号を半角の数字で入力してください。全体管理にするには 0 か空白にします。',
  'csv.fault.group-unknown': 'この ID のグループはありません。',
  'csv.fault.group-unknown.action': '「グループ」の画面で番号をご確認ください。全体管理にするには 0 か空白にします。',
  'csv.fault.group-not-permitted': 'グループ管理者が端末を移せるのは、担当するグループの間だけです。',
  'csv.fault.group-not-permitted.action': 'グループ ID を元の値に戻すか、全体管理者に依頼してください。',
  'csv.fault.note-too-long': '備考が長すぎます (半角 500 文字、全角 250 文字まで)。',
  'csv.fault.note-too-long.action': '短くしてください。全角の文字は 2 文字と数えます。',
  'csv.fault.read-only-zeros-lost': '先頭の 0 が失われています。',
  'csv.fault.read-only-zeros-lost.action':
    '表計算ソフトが数値とみなして書き換えました。エクスポートした値に戻し、テキストエディタで編集してください。',
  'csv.fault.read-only-scientific': '値が指数の形 (1.2E+34 など) になっています。',
  'csv.fault.read-only-scientific.action':
    '表計算ソフトが数値とみなして書き換えました。エクスポートした値に戻し、テキストエディタで編集してください。',
  'csv.fault.read-only-date': '日付の形に書き換えられています。',
  'csv.fault.read-only-date.action':
    '表計算ソフトが日付とみなして書き換えました。エクスポートした値に戻し、テキストエディタで編集してください。',
  'csv.fault.read-only-changed': '変更できない項目が、エクスポートしたときと違います。',
  'csv.fault.read-only-changed.action':
    '変更できるのは、対象設定・利用者名・グループID・備考だけです。ほかはエクスポートした値に戻してください。',
} as const satisfies Record<`csv.fault.${CsvFaultCode}` | `csv.fault.${CsvFaultCode}.action`, string>;

export const csvJa = {
  ...columns,
  ...faults,
  'csv.registration.active': '登録済み',
  'csv.registration.deregistered': '使用不可',
  'csv.faults.line': '行',
  'csv.faults.column': '項目',
  'csv.faults.value': '値',
  'csv.faults.what': '誤り',
  'csv.faults.action': '直し方',
  'csv.file.devices': 'コンピューター一覧',
  'csv.file.faults': 'インポートの誤り',
  'csv.file.history': '履歴',
  'csv.history.computerName': 'コンピューター名',
  'csv.history.what': '種別',
  'csv.history.what.lock': 'リモートロック',
  'csv.history.what.unlock': 'アンロック',
  'csv.history.what.sim-lock': 'SIM ロック',
  'csv.history.issuedBy': '発行者',
  'csv.history.issuedAt': '命令発行日時',
  'csv.history.completedAt': '命令完了日時',
  'csv.history.lockedAt': 'ロック実行日時',
  'csv.history.shutDownAt': 'シャットダウン実行日時',
  'csv.history.uid': 'UID',
} as const;
