/** Whether a request that changes something, and is authenticated by a cookie, really comes from our own pages. */

export interface RequestOrigin {
  readonly method: string;
  readonly host: string | undefined;
  readonly secFetchSite: string | undefined;
  readonly origin: string | undefined;
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Browsers say `Sec-Fetch-Site`; older ones say `Origin`, which must then name the host asked. Neither: refused. */
export function isSameOrigin(request: RequestOrigin): boolean {
  if (safeMethods.has(request.method)) return true;
  if (request.secFetchSite !== undefined) return request.secFetchSite === 'same-origin';
  if (request.origin === undefined || request.host === undefined || !URL.canParse(request.origin)) return false;
  return new URL(request.origin).host === request.host;
}
