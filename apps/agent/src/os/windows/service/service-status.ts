/** The agent's service as Windows knows it: its name, and SERVICE_STATUS as bytes, seven numbers of four bytes (winsvc.h). */

export const serviceName = 'SekishoAgent';

export const serviceState = { stopped: 1, startPending: 2, stopPending: 3, running: 4 } as const;

export const accepts = { stop: 0x1, shutdown: 0x4, powerEvent: 0x40 } as const;

const SERVICE_WIN32_OWN_PROCESS = 0x10;
const ERROR_SERVICE_SPECIFIC_ERROR = 1066;

export interface ServiceStatus {
  readonly state: number;
  readonly accepted: number;
  /** 0: all is well; anything else is told as the service's own error, after which the system starts it again. */
  readonly failure: number;
  /** How long the next change may take. */
  readonly waitHintMs: number;
}

export function statusBytes({ state, accepted, failure, waitHintMs }: ServiceStatus): Buffer {
  const isPending = state === serviceState.startPending || state === serviceState.stopPending;
  const numbers = [
    SERVICE_WIN32_OWN_PROCESS,
    state,
    accepted,
    failure === 0 ? 0 : ERROR_SERVICE_SPECIFIC_ERROR,
    failure,
    isPending ? 1 : 0,
    waitHintMs,
  ];
  return Buffer.from(Uint32Array.from(numbers).buffer);
}

/** SERVICE_STATUS_PROCESS: the same seven, the id of its process (0: none), flags. */
export const processStatusBytes = 36;

export function parseProcessStatus(bytes: Buffer): { readonly state: number; readonly processId: number } {
  return { state: bytes.readUInt32LE(4), processId: bytes.readUInt32LE(28) };
}
