/** Mails to administrators, Japanese. */
export const mailJa = {
  'mail.invitation.subject': '[Sekisho] {organization} の管理者への招待',
  'mail.invitation.text': `{organization} の端末を管理する Sekisho の管理者として招待されました。

ログイン ID: {loginId}

次のリンクを開いて、パスワードを決めてください。リンクは一度だけ、{expires} まで使えます。

{link}

心当たりがない場合は、このメールを破棄してください。`,
  'mail.reset.subject': '[Sekisho] パスワードの再設定',
  'mail.reset.text': `{organization} の Sekisho で、次のログイン ID のパスワードを再設定するリンクが求められました。

ログイン ID: {loginId}

次のリンクを開いて、新しいパスワードを決めてください。リンクは一度だけ、{expires} まで使えます。

{link}

心当たりがない場合は、このメールを破棄してください。パスワードは変わりません。`,
  'mail.changed.subject': '[Sekisho] パスワードが変更されました',
  'mail.changed.text': `{organization} の Sekisho で、次のログイン ID のパスワードが変更されました。

ログイン ID: {loginId}
日時: {at}

心当たりがない場合は、すぐに全体管理者に連絡してください。`,
  'mail.email-changed.subject': '[Sekisho] メールアドレスが変更されました',
  'mail.email-changed.text': `{organization} の Sekisho で、次のログイン ID のメールアドレスが変更されました。今後のメールは新しいアドレスに届きます。

ログイン ID: {loginId}
日時: {at}

心当たりがない場合は、すぐに全体管理者に連絡してください。`,
  'mail.test.subject': '[Sekisho] メールの設定の確認',
  'mail.test.text': `このメールが届いていれば、Sekisho のメールの設定は正しくできています。

送信を求めた管理者: {loginId}
サーバー: {server}`,
} as const;
