/** A process that takes the instance named by its argument and keeps it until it is killed. */
import { takeInstanceLock } from '../../../src/os/any/instance-lock.ts';

const lock = takeInstanceLock(process.argv[2] ?? '');
process.send?.(lock !== null);
process.on('message', () => lock?.close());
