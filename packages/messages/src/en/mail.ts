/** Mails to administrators, English. */
import type { mailJa } from '../ja/mail.ts';

export const mailEn = {
  'mail.invitation.subject': '[Sekisho] You are invited to administer {organization}',
  'mail.invitation.text': `You are invited to administer the devices of {organization} with Sekisho.

Login ID: {loginId}

Open this link and choose a password. It works once, until {expires}.

{link}

If you do not expect this, please delete this mail.`,
  'mail.reset.subject': '[Sekisho] A new password',
  'mail.reset.text': `Somebody asked for a new password for this login ID in the Sekisho of {organization}.

Login ID: {loginId}

Open this link and choose a new password. It works once, until {expires}.

{link}

If it was not you, please delete this mail. Your password stays as it is.`,
  'mail.changed.subject': '[Sekisho] Your password was changed',
  'mail.changed.text': `The password of this login ID in the Sekisho of {organization} was changed.

Login ID: {loginId}
When: {at}

If it was not you, tell an administrator of the whole organization at once.`,
  'mail.email-changed.subject': '[Sekisho] Your e-mail address was changed',
  'mail.email-changed.text': `The e-mail address of this login ID in the Sekisho of {organization} was changed. Mail goes to the new address from now on.

Login ID: {loginId}
When: {at}

If it was not you, tell an administrator of the whole organization at once.`,
  'mail.test.subject': '[Sekisho] Mail works',
  'mail.test.text': `If you read this, the mail settings of Sekisho are right.

Asked for by: {loginId}
Server: {server}`,
} as const satisfies Record<keyof typeof mailJa, string>;
