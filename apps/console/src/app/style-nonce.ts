/** The value the server allows style elements with, on this very page. */
export function styleNonce(): string {
  return document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? '';
}

/** For parts that take the value from where bundlers leave it (the scroll lock under dialogs does). */
export function publishStyleNonce(): void {
  Object.defineProperty(globalThis, '__webpack_nonce__', { value: styleNonce() });
}
