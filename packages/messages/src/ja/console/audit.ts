/** The audit log: its page, and every act in words. Japanese. */
import type { AuditAction } from '@sekisho/contracts';

/** `target`: whom or what the act was about, as a person calls it. */
const actions = {
  'audit.action.administrator.changed': '管理者 {target} の情報を変更',
  'audit.action.api-token.adopted': '起動時に指定された API トークンを登録',
  'audit.action.api-token.created': 'API トークン {target} を作成',
  'audit.action.api-token.revoked': 'API トークン {target} を失効',
  'audit.action.audit-log.exported': '監査ログを出力',
  'audit.action.device-list.exported': 'コンピューター一覧を CSV に出力',
  'audit.action.device-list.imported': 'コンピューター一覧を CSV から一括変更',
  'audit.action.device.deregistered': '端末 {target} の登録を解除',
  'audit.action.device.lock-issued': '端末 {target} にロックを発行',
  'audit.action.device.registered': '端末 {target} が登録',
  'audit.action.device.registered-again': '消去した端末 {target} のハードウェアが再登録',
  'audit.action.device.saved': '端末 {target} の設定・備考などを保存',
  'audit.action.device.track-deleted': '端末 {target} の位置情報をすべて削除',
  'audit.action.device.track-viewed': '端末 {target} の位置を閲覧',
  'audit.action.device.unlock-issued': '端末 {target} にアンロックを発行',
  'audit.action.device.wipe-cancelled': '端末 {target} の消去命令を取り消し',
  'audit.action.device.wipe-confirmed': '端末 {target} が消去の結果を報告',
  'audit.action.device.wipe-expired': '端末 {target} の消去命令が未受信のまま期限切れ',
  'audit.action.device.wipe-issued': '端末 {target} に消去命令を発行',
  'audit.action.device.wipe-receipt-refused': '端末 {target} の消去の報告を受け付けず (署名または内容が不正)',
  'audit.action.group.created': 'グループ {target} を作成',
  'audit.action.group.deleted': 'グループ {target} を削除',
  'audit.action.group.renamed': 'グループの名前を {target} に変更',
  'audit.action.locations.viewed': 'マップで端末の位置を閲覧',
  'audit.action.lock-history.exported': '履歴を CSV に出力',
  'audit.action.organization.contracted-devices-changed': '契約台数を変更',
  'audit.action.organization.founded': '組織を開設',
  'audit.action.organization.renamed': '組織の名前を {target} に変更',
  'audit.action.organization.settings-saved': 'ホームで全端末の設定を保存',
  'audit.action.policy.created': '設定 {target} を追加',
  'audit.action.policy.deleted': '設定 {target} を削除',
  'audit.action.policy.saved': '設定 {target} を保存',
  'audit.action.policy.unlock-key-downloaded': '設定 {target} の解除キーをダウンロード',
  'audit.action.policy.unlock-key-issued': '設定 {target} の解除キーを新しく発行',
  'audit.action.session.begun': 'ログイン',
  'audit.action.session.ended': 'ログアウト',
  'audit.action.task.cancelled': '処理を中止',
} as const satisfies Record<`audit.action.${AuditAction}`, string>;

export const auditJa = {
  ...actions,
} as const;
