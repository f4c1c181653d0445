/** Headers that tell browsers to run nothing but our own pages. Pure. */
import { isIP } from 'node:net';

const strict = [
  "default-src 'self'",
  "script-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
];

/**
 * @param styleNonce allows the style elements that the page's own script makes
 * @param tilesOrigin the one other place a page may load from: an operator's own tile server
 */
export function contentSecurityPolicy(styleNonce: string | null, tilesOrigin: string | null = null): string {
  const style = styleNonce === null ? "style-src 'self'" : `style-src 'self' 'nonce-${styleNonce}'`;
  const rules = tilesOrigin === null ? strict : strict.map((rule) => withOrigin(rule, tilesOrigin));
  return [...rules, style].join('; ');
}

function withOrigin(rule: string, origin: string): string {
  return /^(img|connect)-src /.test(rule) ? `${rule} ${origin}` : rule;
}

/** Browsers would carry HSTS from our HTTPS port over to plain http://localhost:8080, so only real names get it. */
function deservesHsts(secure: boolean, hostName: string): boolean {
  return secure && hostName !== 'localhost' && isIP(hostName.replace(/^\[|\]$/g, '')) === 0;
}

const base = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' };

const forBrowsers = {
  ...base,
  'content-security-policy': contentSecurityPolicy(null),
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

const forBrowsersByTls = { ...forBrowsers, 'strict-transport-security': 'max-age=31536000' };

export interface AskedFor {
  readonly path: string;
  readonly secure: boolean;
  readonly hostName: string;
}

/** What agents ask for is no page and is asked for most: what only browsers heed is left out there. */
export function securityHeaders({ path, secure, hostName }: AskedFor): Readonly<Record<string, string>> {
  if (path.startsWith('/device/')) return base;
  return deservesHsts(secure, hostName) ? forBrowsersByTls : forBrowsers;
}
