/** Which requests are let in when there is more to do than can be done: by class, the most needed ones longest. Pure. */

/** What a request is for; one class never takes the room of another. */
export type RequestClass = 'check-in' | 'proof' | 'enrolment' | 'inventory' | 'files' | 'console';

export type Refusal = 'busy' | 'full';

export interface ClassBounds {
  /** Requests under way at once. */
  readonly requests: number;
  /** Of bodies under way, as their headers declare them. */
  readonly bodyBytes: number;
  /** Refused while the event loop comes later than this: whoever is let in would only wait. Infinite: never. */
  readonly lagMs: number;
}

const mebibyte = 1024 * 1024;

/** A lock that a person orders goes by way of the console, and its device by a check-in: those two stand longest. */
export const bounds: Readonly<Record<RequestClass, ClassBounds>> = {
  console: { requests: 2_000, bodyBytes: 256 * mebibyte, lagMs: Number.POSITIVE_INFINITY },
  'check-in': { requests: 20_000, bodyBytes: 128 * mebibyte, lagMs: 3_000 },
  proof: { requests: 10_000, bodyBytes: 16 * mebibyte, lagMs: 2_000 },
  enrolment: { requests: 2_000, bodyBytes: 16 * mebibyte, lagMs: 1_000 },
  inventory: { requests: 2_000, bodyBytes: 128 * mebibyte, lagMs: 500 },
  files: { requests: 1_000, bodyBytes: mebibyte, lagMs: 500 },
};

const classes: Readonly<Record<string, RequestClass>> = {
  '/device/v1/check-in': 'check-in',
  '/device/v1/nonce': 'proof',
  '/device/v1/token': 'proof',
  '/device/v1/time': 'proof',
  '/device/v1/enroll': 'enrolment',
  '/device/v1/inventory': 'inventory',
  '/device/v1/agents': 'inventory',
};

/** @param url as it stands in the request, with its query */
export function classOf(url: string): RequestClass {
  const end = url.indexOf('?');
  const known = classes[end < 0 ? url : url.slice(0, end)];
  if (known !== undefined) return known;
  return url.startsWith('/device/') ? 'files' : 'console';
}

export interface ClassLoad {
  readonly requests: number;
  readonly bodyBytes: number;
}

/** Why one more of the class, with a body as large as that, is refused; `null`: it is let in. The first of a class always is, unless the loop lags. */
export function refusalOf(kind: RequestClass, load: ClassLoad, bodyBytes: number, lagMs: number): Refusal | null {
  const { requests, bodyBytes: most, lagMs: mostLagMs } = bounds[kind];
  if (lagMs > mostLagMs) return 'busy';
  if (load.requests === 0) return null;
  return load.requests >= requests || load.bodyBytes + bodyBytes > most ? 'full' : null;
}

const leastRetrySeconds = 5;
const retrySpreadSeconds = 55;

/** When to come back: not all at the same moment. @param fraction from 0 to less than 1 */
export function retryAfterSeconds(fraction: number): number {
  return leastRetrySeconds + Math.floor(fraction * retrySpreadSeconds);
}
