/** Hears from logind that the machine has woken, which tells it sooner than any look at the clocks. */
import type { Closable } from '../../machine.ts';
import { openSystemBus, type SystemBus } from './dbus/system-bus.ts';

const rule =
  "type='signal',sender='org.freedesktop.login1',interface='org.freedesktop.login1.Manager',member='PrepareForSleep'";
/** A bus that is not there yet, or was started anew. */
const tryAgainMs = 60_000;

/** @param address as in `DBUS_SYSTEM_BUS_ADDRESS`; without a bus nothing is ever called */
export function listenForWaking(address: string | undefined, woke: () => void): Closable {
  let bus: SystemBus | null = null;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;
  const open = async (): Promise<void> => {
    try {
      const opened = await openSystemBus(address);
      if (closed) return opened.close();
      bus = opened;
      // `true` before the machine goes to sleep, `false` when it is back.
      await opened.listen(rule, ({ member, body }) => {
        if (member === 'PrepareForSleep' && body[0] === false) woke();
      });
      await opened.closed;
    } catch {
      // No bus: the look at the clocks finds it out.
      bus?.close();
    }
    if (closed) return;
    timer = setTimeout(() => void open(), tryAgainMs);
    timer.unref();
  };
  void open();
  return {
    close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      bus?.close();
    },
  };
}
