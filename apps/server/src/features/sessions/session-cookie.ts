/** The session's cookie: bound to this very host over HTTPS, plain only on loopback, never readable by scripts. */

const secureName = '__Host-sekisho';
const plainName = 'sekisho';

export function sessionCookieName(secure: boolean): string {
  return secure ? secureName : plainName;
}

function cookie(value: string, secure: boolean, more: string): string {
  return `${sessionCookieName(secure)}=${value}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}${more}`;
}

/** A `Set-Cookie` header. It lives as long as the browser; how long it is good for, the server decides. */
export function sessionCookie(secret: string, secure: boolean): string {
  return cookie(secret, secure, '');
}

export function expiredSessionCookie(secure: boolean): string {
  return cookie('', secure, '; Max-Age=0');
}
