/** The news that settings were saved: empties caches and wakes the devices concerned that are connected to this very process. */
import { type Bus, defineTopic } from '../../platform/bus/bus.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { Log } from '../../platform/log.ts';
import type { Outbox } from '../../platform/outbox/outbox.ts';

/** `policyCode` null: saved for the whole organization. One message a save, however many devices it concerns. */
export const settingsSavedTopic = defineTopic<{ organizationId: string; policyCode: string | null }>('settings-saved');

/** Whatever the organization's devices hold may be old: those that are connected check in once `tx` has committed. */
export function announceSettings(outbox: Outbox, tx: Tx, organizationId: string): Promise<void> {
  return outbox.enqueue(tx, settingsSavedTopic, { organizationId, policyCode: null });
}

/** Devices with a live connection to this process; of the live feature. */
export interface LiveDevices {
  connectedIn(organizationId: string): readonly string[];
  wakeHere(deviceIds: readonly string[]): void;
}

export interface SettingsSavedPorts {
  readonly bus: Bus;
  readonly log: Log;
  readonly live: LiveDevices;
  /** Those of `deviceIds` that are under this policy; of the device list. */
  readonly underPolicy: (organizationId: string, code: string, deviceIds: readonly string[]) => Promise<string[]>;
  readonly forget: (organizationId: string, policyCode: string | null) => void;
  readonly forgetAll: () => void;
}

/** How many devices are looked up at a time; the pace of the waking itself is the live feature's. */
const lookUpChunk = 1_000;

/** Returns the function that stops listening. */
export function listenForSavedSettings(ports: SettingsSavedPorts): () => void {
  let stopped = false;

  async function wake(organizationId: string, policyCode: string | null): Promise<void> {
    const connected = ports.live.connectedIn(organizationId);
    for (let start = 0; start < connected.length && !stopped; start += lookUpChunk) {
      const chunk = connected.slice(start, start + lookUpChunk);
      ports.live.wakeHere(policyCode === null ? chunk : await ports.underPolicy(organizationId, policyCode, chunk));
    }
  }

  const unsubscribe = ports.bus.subscribe(settingsSavedTopic, {
    onMessages(saves) {
      for (const { organizationId, policyCode } of saves) ports.forget(organizationId, policyCode);
      for (const { organizationId, policyCode } of saves) {
        wake(organizationId, policyCode).catch((err: unknown) =>
          ports.log.warn({ err }, 'devices not woken for new settings; they fetch them at their next check-in'),
        );
      }
    },
    onGap: ports.forgetAll,
  });
  return () => {
    stopped = true;
    unsubscribe();
  };
}
