/** The catalogue of refusals: every code the server or the agent can answer with, its HTTP status, and whether trying again can help. */
export const errorCatalogue = {
  // requests
  'validation-failed': { status: 400, retryable: false },
  'malformed-request': { status: 400, retryable: false },
  'unsupported-media-type': { status: 415, retryable: false },
  'body-too-large': { status: 413, retryable: false },
  'not-found': { status: 404, retryable: false },
  'method-not-allowed': { status: 405, retryable: false },
  'too-many-requests': { status: 429, retryable: true },
  'internal-error': { status: 500, retryable: true },
  'service-unavailable': { status: 503, retryable: true },
  // people
  'authentication-required': { status: 401, retryable: false },
  'login-refused': { status: 401, retryable: false },
  'login-locked': { status: 429, retryable: true },
  'permission-denied': { status: 403, retryable: false },
  'cross-site-refused': { status: 403, retryable: false },
  'setup-link-invalid': { status: 403, retryable: false },
  'setup-already-done': { status: 409, retryable: false },
  'password-too-weak': { status: 400, retryable: false },
  'current-password-wrong': { status: 400, retryable: false },
  'login-id-taken': { status: 409, retryable: false },
  'email-invalid': { status: 400, retryable: false },
  'cursor-invalid': { status: 400, retryable: false },
  // devices, groups, policies
  'device-not-found': { status: 404, retryable: false },
  'device-deregistered': { status: 409, retryable: false },
  'policy-not-found': { status: 404, retryable: false },
  'policy-code-taken': { status: 409, retryable: false },
  'policy-built-in': { status: 409, retryable: false },
  'policy-in-use': { status: 409, retryable: false },
  'policy-changed-meanwhile': { status: 409, retryable: false },
  'timer-period-too-short': { status: 400, retryable: false },
  'check-in-interval-too-short': { status: 400, retryable: false },
  'group-not-found': { status: 404, retryable: false },
  'group-name-taken': { status: 409, retryable: false },
  'group-in-use': { status: 409, retryable: false },
  'name-blank': { status: 400, retryable: false },
  'note-too-long': { status: 400, retryable: false },
  'contracted-below-registered': { status: 409, retryable: false },
  'api-token-not-found': { status: 404, retryable: false },
  // commands
  'command-refused-while-wiping': { status: 409, retryable: false },
  'command-not-found': { status: 404, retryable: false },
  // the device protocol
  'enrolment-refused': { status: 403, retryable: false },
  'device-token-invalid': { status: 401, retryable: true },
  'assertion-invalid': { status: 401, retryable: false },
  'nonce-expired': { status: 401, retryable: true },
  deregistered: { status: 410, retryable: false },
  'item-numbers-not-rising': { status: 400, retryable: false },
  'unknown-inventory-section': { status: 400, retryable: false },
  // what a device refuses
  'signature-invalid': { status: 400, retryable: false },
  'signer-unknown': { status: 400, retryable: false },
  'wrong-organization': { status: 400, retryable: false },
  'wrong-device': { status: 400, retryable: false },
  'order-not-rising': { status: 400, retryable: false },
  'intent-used': { status: 400, retryable: false },
  'envelope-expired': { status: 400, retryable: false },
  'intent-expired': { status: 400, retryable: false },
  'approval-missing': { status: 400, retryable: false },
  'kind-unknown': { status: 400, retryable: false },
  'statement-malformed': { status: 400, retryable: false },
  'seal-invalid': { status: 400, retryable: true },
  'nonce-mismatch': { status: 400, retryable: true },
  'trust-chain-broken': { status: 400, retryable: false },
  'trust-version-not-rising': { status: 400, retryable: false },
  'trust-weakened': { status: 400, retryable: false },
  'trust-hash-mismatch': { status: 400, retryable: false },
  'policy-revision-not-rising': { status: 400, retryable: false },
  'not-supported-here': { status: 400, retryable: false },
} as const satisfies Record<string, { status: number; retryable: boolean }>;

export type ErrorCode = keyof typeof errorCatalogue;

/** Whether `text` is a code of the catalogue. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCatalogue, text);
}
