/** What a person is told for each error code, English: what happened (title) and what to do (action). */
import type { errorsJa } from '../ja/errors.ts';

export const errorsEn = {
  'error.enrolment-refused.title':
    'Authentication failed. Please check that the serial number you entered and the number of contracted devices are correct.',
  'error.enrolment-refused.action':
    'The serial number and the contracted devices are shown under System information in the console.',
  'error.unknown.title': 'This could not be done.',
  'error.unknown.action': 'Wait a moment and try again. If it goes on, look at the log of the server.',
} as const satisfies Record<keyof typeof errorsJa, string>;
