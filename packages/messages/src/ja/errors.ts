/** What a person is told for each error code, Japanese: what happened (title) and what to do (action). */
export const errorsJa = {
  'error.enrolment-refused.title':
    '認証に失敗しました。入力されたシリアル番号、または契約数に間違いがないかご確認ください。',
  'error.enrolment-refused.action': 'シリアル番号と契約台数は、コンソールの「システム情報」に表示されています。',
  'error.unknown.title': '処理できませんでした。',
  'error.unknown.action': '少し待ってからもう一度お試しください。続く場合はサーバーのログをご確認ください。',
} as const;
