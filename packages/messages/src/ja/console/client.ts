/** The uninstall password, proxies of policies and of devices. Japanese. */
export const clientJa = {
  'system.section.uninstall': 'アンインストールパスワード',
  'system.uninstall.lead':
    '端末からエージェントをアンインストールするときに必要です。表示したことは監査ログに残ります。ロック中と消去中の端末は、パスワードがあってもアンインストールできません。',
  'system.uninstall.password': 'アンインストールパスワード',
  'system.uninstall.show': '表示',
  'system.uninstall.hide': '隠す',
  'system.uninstall.issuedAt': '{time} に発行',
  'system.uninstall.issue': '新しく発行',
  'system.uninstall.issue.title': 'アンインストールパスワードを新しく発行しますか?',
  'system.uninstall.issue.text':
    '今のパスワードは、各端末が次に認証した時点で使えなくなります。すべての設定が保存し直され、全端末が次の認証まで「設定待ち」になります。',
  'system.uninstall.issued': 'アンインストールパスワードを新しく発行しました。',
  'policy.section.proxy': 'プロキシ',
  'policy.proxy.mode': 'サーバーとの通信',
  'policy.proxy.mode.device': '端末で設定したとおり',
  'policy.proxy.mode.none': 'プロキシを使わない',
  'policy.proxy.mode.system': '端末の OS の設定を使う',
  'policy.proxy.mode.manual': '次のプロキシを使う',
  'policy.proxy.url': 'プロキシのアドレス',
  'policy.proxy.url.help':
    '例: http://proxy.example.jp:8080。HTTPS (CONNECT) を通すプロキシが必要です。ユーザー認証プロキシには対応していません。',
  'policy.proxy.urlIpv6': 'IPv6 用の別のプロキシ',
  'policy.proxy.urlIpv6.help':
    '空欄でもかまいません。片方でサーバーに届かないときは、もう片方を使います。上のプロキシから試します (サーバーを IPv6 アドレスで指定している場合は IPv6 用から)。',
  'policy.proxy.url.wrong': 'http:// または https:// で始まる、ホストとポートを入力してください。',
  'policy.proxy.bypass': 'プロキシを使わない宛先',
  'policy.proxy.bypass.help': 'コンマで区切ります。例: .example.jp, 10.0.0.0/8',
  'policy.proxy.locked': 'プロキシの設定をロックする',
  'policy.proxy.locked.help': '端末の画面でネットワーク設定を変更できなくします。',
  'policy.proxy.safety':
    'このプロキシでサーバーに届かない端末は、最後に使えた経路に戻り、理由を報告します。誤ったアドレスを保存しても、端末とのつながりは切れません。',
  'device.proxy.of.ipv4': 'IPv4 用: {trouble}',
  'device.proxy.of.ipv6': 'IPv6 用: {trouble}',
  'device.proxy.title': '設定されたプロキシを使えていません',
  'device.proxy.instead': '今の経路: {instead} ({time} の報告)',
  'device.proxy.direct': 'プロキシなし',
  'device.proxy.trouble.proxy-auth-required':
    'プロキシ {proxy} がユーザー名とパスワードを求めています。ユーザー認証プロキシには対応していません。',
  'device.proxy.trouble.proxy-failed': 'プロキシ {proxy} が接続を断りました。HTTPS (CONNECT) を許可してください。',
  'device.proxy.trouble.offline': 'プロキシ {proxy} ではサーバーに接続できません。',
  'device.proxy.trouble.timeout': 'プロキシ {proxy} から時間内に応答がありません。',
  'device.proxy.trouble.tls': 'プロキシ {proxy} を通すと、サーバーの証明書を確かめられません。',
  'device.proxy.trouble.proxy-script':
    '端末の OS のプロキシは自動設定スクリプト (PAC) で決める設定ですが、スクリプトの結果を得られません。',
  'device.proxy.trouble.proxy-unusable': '{proxy} はプロキシとして使えません。',
} as const;
