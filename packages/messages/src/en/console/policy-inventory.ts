/** A policy's section on inventories. English. */
import type { policyInventoryJa } from '../../ja/console/policy-inventory.ts';

export const policyInventoryEn = {
  'policy.inventory.title': 'Inventory',
  'policy.inventory.schedule': 'When it is collected',
  'policy.inventory.interval': 'At an interval',
  'policy.inventory.times': 'On weekdays at a time',
  'policy.inventory.start-up': 'When the device starts',
  'policy.inventory.start-up.help':
    'Once each time the device is switched on, as soon as it reaches the server. Waking from sleep is no start.',
  'policy.inventory.request': 'On request alone',
  'policy.inventory.request.help':
    'Only when somebody chooses “Collect inventory” on the device’s page or on Home. Whether it is collected right after installation is for the settings of the client to say.',
  'policy.inventory.every': 'Interval',
  'policy.inventory.every.help':
    'From 1 hour to 31 days. When the computer name, the operating system or the like changes, a device does not wait for it.',
  'policy.inventory.every.wrong': 'Please enter an interval from 1 hour to 31 days.',
  'policy.inventory.time': 'Time',
  'policy.inventory.time.help':
    'In the time zone of the device. A device that was off at that time collects once, at its next check-in.',
  'policy.inventory.weekdays': 'Weekdays',
  'policy.inventory.weekdays.wrong': 'Please choose at least one weekday.',
  'policy.inventory.spread': 'Spread over',
  'policy.inventory.spread.help':
    'Each device is late by its own part of it, always the same, so that they do not reach the server all at once. 0: none is.',
  'policy.inventory.spread.unit': ' minutes',
  'policy.inventory.spread.wrong': 'Please enter a number of minutes from 0 to 720.',
  'policy.inventory.sections': 'What is collected',
  'policy.inventory.sections.help':
    'Devices do not even read the rest. What has already arrived of it stays as it was last collected; the device’s page and the figures of software say so.',
  'policy.inventory.every.value': 'every {length}',
  'policy.inventory.times.value': '{days} {time} (spread over {minutes, number} min)',
  'policy.inventory.weekday.0': 'Sun',
  'policy.inventory.weekday.1': 'Mon',
  'policy.inventory.weekday.2': 'Tue',
  'policy.inventory.weekday.3': 'Wed',
  'policy.inventory.weekday.4': 'Thu',
  'policy.inventory.weekday.5': 'Fri',
  'policy.inventory.weekday.6': 'Sat',
} as const satisfies Record<keyof typeof policyInventoryJa, string>;
