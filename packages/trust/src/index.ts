/** Trust between server and device: signatures, the chain of trust sets, what is signed, sealed answers, proofs. Pure, node:crypto only. */
export {
  type ApprovalQuestion,
  approvalsForChange,
  checkApproval,
  countApprovers,
  makeBatch,
  openBatch,
} from './approval.ts';
export { type AssertionFacts, makeAssertion, readAssertionDevice, verifyAssertion } from './assertion.ts';
export { type Delivery, type EnvelopeContext, openEnvelope, signEnvelope } from './envelope.ts';
export { createIcrtOpener, type IcrtNames, type OpenedIcrt, sealIcrt } from './icrt.ts';
export { openRelease, type ReleaseContext, type ReleaseOpened, readRelease, targetFor } from './release.ts';
export type { Result } from './result.ts';
export { checkSeal, sealAnswer } from './seal.ts';
export { signedBytes, signText, verifySigners, verifyText } from './signed-text.ts';
export {
  exportPrivateKey,
  generateSigningKey,
  importPrivateKey,
  importPublicKey,
  keyIdOf,
  recoveryKeyFromText,
  recoveryKeyToText,
  type SigningKey,
} from './signing-key.ts';
export { openDeregistration, openPolicy, openSignedTime, openTokenGrant } from './statements.ts';
export {
  es256Signer,
  type GenesisFacts,
  genesisTrustSet,
  type TrustState,
  trustSetHash,
  verifyTrustChain,
} from './trust-chain.ts';
export { checkUninstallPassword, makeUninstallPassword, makeUninstallVerifier } from './uninstall-password.ts';
export { openUnlockKey, type UnlockKeyContext } from './unlock-key.ts';
export { openWipeReceipt, signWipeReceipt } from './wipe-receipt.ts';
