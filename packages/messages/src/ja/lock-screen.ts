/** Texts of the lock screens, Japanese. */
export const lockScreenJa = {
  'lock-screen.timer': 'タイマーロック中',
  'lock-screen.remote': 'リモートロック中',
  'lock-screen.sim': 'SIM ロック中',
  'lock-screen.wiping': '消去中',
  'lock-screen.timer.release': 'ネットワークにつなぐと、サーバーと通信して自動で解除されます。',
  'lock-screen.remote.release': '管理者が解除するまで使えません。組織の管理者に連絡してください。',
  'lock-screen.sim.release': 'SIM が入れ替えられました。管理者が解除するまで使えません。',
  'lock-screen.wiping.release': 'データを消去しています。電源を切らないでください。',
  'lock-screen.telephone': '連絡先: {telephone}',
} as const;
