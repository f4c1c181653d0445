/** A policy's section on inventories. Japanese. */
export const policyInventoryJa = {
  'policy.inventory.title': 'インベントリ収集',
  'policy.inventory.schedule': '収集する時期',
  'policy.inventory.interval': '間隔で収集する',
  'policy.inventory.times': '曜日と時刻で収集する',
  'policy.inventory.start-up': '端末が起動したときに収集する',
  'policy.inventory.start-up.help':
    '端末の電源が入るたびに 1 回、サーバーにつながったところで収集します。スリープからの復帰は起動に数えません。',
  'policy.inventory.request': '指示したときだけ収集する',
  'policy.inventory.request.help':
    '端末の画面や端末一覧の「インベントリを収集」で指示したときだけ収集します。インストール直後の収集は、クライアントの設定に従います。',
  'policy.inventory.every': '収集間隔',
  'policy.inventory.every.help':
    '1 時間から 31 日まで。端末のコンピューター名や OS などが変わったときは、間隔を待たずに収集します。',
  'policy.inventory.every.wrong': '1 時間から 31 日までの間隔を入力してください。',
  'policy.inventory.time': '時刻',
  'policy.inventory.time.help':
    '端末のタイムゾーンでの時刻です。その時刻に電源が切れていた端末は、次に認証したときに 1 回だけ収集します。',
  'policy.inventory.weekdays': '曜日',
  'policy.inventory.weekdays.wrong': '曜日を 1 つ以上選択してください。',
  'policy.inventory.spread': '分散する時間',
  'policy.inventory.spread.help':
    'サーバーに集中しないように、端末ごとに決まった分だけ遅らせます。0 なら遅らせません。',
  'policy.inventory.spread.unit': ' 分',
  'policy.inventory.spread.wrong': '0 から 720 までの分数を入力してください。',
  'policy.inventory.sections': '収集する項目',
  'policy.inventory.sections.help':
    '選択しない項目は、端末が読み取りもしません。すでに届いている内容は最後に収集した時点のまま残り、端末の画面とソフトウェアの集計にそう表示されます。',
  'policy.inventory.every.value': '{length} ごと',
  'policy.inventory.times.value': '{days} {time} (分散 {minutes, number} 分)',
  'policy.inventory.weekday.0': '日',
  'policy.inventory.weekday.1': '月',
  'policy.inventory.weekday.2': '火',
  'policy.inventory.weekday.3': '水',
  'policy.inventory.weekday.4': '木',
  'policy.inventory.weekday.5': '金',
  'policy.inventory.weekday.6': '土',
} as const;
