/** Texts of the lock screens, Japanese. */
export const lockScreenJa = {
  'lock-screen.timer': 'タイマーロック中',
  'lock-screen.remote': 'リモートロック中',
  'lock-screen.sim': 'SIM ロック中',
  'lock-screen.wiping': '消去中',
} as const;
