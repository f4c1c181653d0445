/** What a person is told for each error code, English: what happened (title) and what to do (action). */
import type { ErrorTexts } from '../ja/errors.ts';

export const errorsEn: ErrorTexts = {
  unknown: {
    title: 'This could not be done.',
    action: 'Wait a moment and try again. If it goes on, look at the log of the server.',
  },
  'validation-failed': { title: 'Something in the form is not right.', action: 'Please check the marked fields.' },
  'malformed-request': { title: 'The request could not be read.', action: 'Reload the page and try again.' },
  'unsupported-media-type': { title: 'This format is not accepted.', action: 'Send JSON (application/json).' },
  'body-too-large': { title: 'What was sent is too large.', action: 'Send it in smaller parts.' },
  'not-found': { title: 'Nothing was found here.', action: 'Please check the address.' },
  'method-not-allowed': { title: 'This cannot be done here.', action: 'See the description of the API.' },
  'too-many-requests': { title: 'Too many requests.', action: 'Wait a moment and try again.' },
  'internal-error': {
    title: 'The server met a problem.',
    action: 'Wait a moment and try again. If it goes on, look at the log of the server.',
  },
  'service-unavailable': { title: 'The server cannot answer right now.', action: 'Wait a moment and try again.' },
  'storage-full': {
    title: 'The disk of the database is full.',
    action: 'Make room on it; nothing needs to be restarted. Devices keep what they have to tell and send it then.',
  },
  'authentication-required': { title: 'Please log in.', action: 'Log in and try again.' },
  'login-refused': { title: 'You could not be logged in.', action: 'Please check the login ID and the password.' },
  'login-locked': {
    title: 'Too many failed log-ins; log-in is closed for a while.',
    action: 'Wait a while and try again.',
  },
  'permission-denied': { title: 'You may not do this.', action: 'Ask an administrator of the whole organization.' },
  'cross-site-refused': {
    title: 'The request came from another site and was refused.',
    action: 'Open the console again and retry.',
  },
  'setup-link-invalid': {
    title: 'This set-up link is not valid.',
    action: 'Open the newest link that the server printed when it started.',
  },
  'setup-already-done': { title: 'Set-up is already done.', action: 'Please log in.' },
  'password-too-weak': {
    title: 'This password is too weak.',
    action: 'Use 12 characters or more, no common words, and not the login ID.',
  },
  'current-password-wrong': {
    title: 'The current password is not right.',
    action: 'Type your current password again.',
  },
  'login-id-taken': { title: 'This login ID is taken.', action: 'Choose another login ID.' },
  'email-invalid': {
    title: 'This is not a valid e-mail address.',
    action: 'Use half-width letters and digits, as in tanaka@example.jp.',
  },
  'administrator-not-found': {
    title: 'There is no such administrator.',
    action: 'Look in the list of administrators.',
  },
  'last-organization-administrator': {
    title: 'Nobody would be left to administer the whole organization.',
    action: 'Make somebody else an administrator of the whole organization first.',
  },
  'own-account': {
    title: 'You cannot change your own role or delete yourself.',
    action: 'Ask another administrator of the whole organization.',
  },
  'groups-missing': { title: 'No group is chosen.', action: 'Choose at least one group.' },
  'account-link-invalid': {
    title: 'This link cannot be used.',
    action: 'It has expired or has been used already. Ask for a new one.',
  },
  'mail-not-set-up': {
    title: 'Mail is not set up.',
    action: 'Ask whoever runs the server to set it up, or hand over a link.',
  },
  'login-step-expired': { title: 'The log-in took too long.', action: 'Log in again from the beginning.' },
  'second-factor-refused': {
    title: 'This could not be verified.',
    action: 'Try again with a new code or in another way.',
  },
  'second-factor-needed': {
    title: 'Your organization wants a second factor.',
    action: 'Add another one first.',
  },
  'second-factor-exists': {
    title: 'An authenticator app is set up already.',
    action: 'To move to another one, remove it first.',
  },
  'code-wrong': { title: 'The code is not right.', action: 'Type the 6 digits that the app shows.' },
  'passkey-refused': { title: 'The passkey could not be verified.', action: 'Please try again.' },
  'passkey-impossible-here': {
    title: 'Passkeys do not work at this address.',
    action: 'Open the console under an https address with a name instead of an IP address.',
  },
  'passkey-not-found': { title: 'There is no such passkey.', action: 'Look in the list of your passkeys.' },
  'proof-required': {
    title: 'Please show once more that it is you.',
    action: 'Use your password or a passkey.',
  },
  'cursor-invalid': {
    title: 'The rest of the list could not be fetched.',
    action: 'Open the list from its beginning again.',
  },
  'device-not-found': { title: 'This device does not exist.', action: 'Look in the list whether it has been deleted.' },
  'client-not-resident': {
    title: 'No client stays on this device.',
    action: 'On-demand and standalone clients collect the inventory, and do nothing else.',
  },
  'client-function-excluded': {
    title: 'The client on this device does not have this function.',
    action: 'The page of the device tells which functions its client does not have.',
  },
  'device-deregistered': { title: 'This device is deregistered.', action: 'Register the device again to use it.' },
  'policy-not-found': { title: 'This policy does not exist.', action: 'Check the code in the list of policies.' },
  'policy-code-taken': { title: 'There is already a policy with this code.', action: 'Choose another code.' },
  'policy-built-in': { title: 'A01 to A10 cannot be deleted.', action: 'Rename one to use it for something else.' },
  'policy-in-use': {
    title: 'Devices are assigned to this policy.',
    action: 'Move them to another policy before you delete it.',
  },
  'policy-changed-meanwhile': {
    title: 'Somebody else has saved this policy first.',
    action: 'Load the newest version and make your changes again.',
  },
  'timer-period-too-short': {
    title: 'The period of the timer lock is too short.',
    action: 'Use at least one minute and three check-in intervals.',
  },
  'check-in-interval-too-short': { title: 'The check-in interval is too short.', action: 'Use at least 10 seconds.' },
  'wipe-path-invalid': {
    title: 'This is not the full path of a folder.',
    action: 'Write it like /home/taro or C:\\Users\\taro: no “..”, no slash at the end, no network share.',
  },
  'wipe-pattern-invalid': {
    title: 'This is not a pattern for names of files.',
    action: 'Write it like *.xlsx; * stands for any text, ? for one character. No folders.',
  },
  'wipe-volume-invalid': {
    title: 'This is not a volume.',
    action: 'Write a mount point such as / or /data, or a drive such as D:.',
  },
  'wipe-target-repeated': { title: 'This target is named twice.', action: 'Remove one of the two.' },
  'wipe-targets-too-long': {
    title: 'There are too many wipe targets.',
    action: 'Name fewer folders, or folders further up; 16,000 characters in all are the most.',
  },
  'proxy-address-invalid': {
    title: 'The address of the proxy is not valid.',
    action: 'Use http://HOST:PORT or https://HOST:PORT.',
  },
  'software-not-found': {
    title: 'This software does not exist.',
    action: 'Look for it in the list of software: perhaps no device has it any more.',
  },
  'saved-search-not-found': {
    title: 'This saved search does not exist.',
    action: 'Perhaps somebody has deleted it.',
  },
  'saved-search-name-taken': {
    title: 'There is already a saved search with this name.',
    action: 'Choose another name.',
  },
  'saved-searches-too-many': {
    title: 'No more searches can be saved.',
    action: 'Delete one that you do not need any more.',
  },
  'group-not-found': { title: 'This group does not exist.', action: 'Look in the list of groups.' },
  'group-name-taken': { title: 'There is already a group of this name.', action: 'Choose another name.' },
  'group-in-use': {
    title: 'There are devices in this group.',
    action: 'Move them to another group before you delete it.',
  },
  'name-blank': { title: 'The name is blank.', action: 'Please give a name.' },
  'note-too-long': {
    title: 'The note is too long.',
    action: 'Use at most 500 characters; a full-width character counts two.',
  },
  'contracted-below-registered': {
    title: 'There would be fewer contracted than registered devices.',
    action: 'Use at least the number of registered devices.',
  },
  'api-token-not-found': {
    title: 'This API token does not exist.',
    action: 'Look in the list whether it has been revoked already.',
  },
  'agent-call-unknown': {
    title: 'This is no message of an agent that is taken here.',
    action: 'Give the agent the task of the inventory alone.',
  },
  'agent-intake-not-found': {
    title: 'This address does not exist.',
    action: 'Look in the list of addresses.',
  },
  'agent-intake-limit': {
    title: 'No more addresses can be made.',
    action: 'There can be 200 in use. Revoke one that is needed no longer.',
  },
  'agent-intake-revoked': {
    title: 'This address has been revoked.',
    action: 'Make a new address in the console, and give the agent its secret.',
  },
  'agent-intake-expired': {
    title: 'This address has expired.',
    action: 'Make a new address in the console, and give the agent its secret.',
  },
  'client-kind-unfit': {
    title: 'There is no client of this kind for this operating system.',
    action: 'Choose another kind or another operating system.',
  },
  'installer-setting-not-found': { title: 'There is no such installer setting.', action: 'Open the list again.' },
  'installer-setting-name-taken': {
    title: 'This operating system and kind already has a setting of this name.',
    action: 'Choose another name.',
  },
  'installer-setting-changed-meanwhile': {
    title: 'Somebody else has changed this installer setting.',
    action: 'Open it again and make your change once more.',
  },
  'installer-package-unfit': {
    title: 'This package makes no installer of this setting.',
    action: 'Choose a package for the operating system and the kind of the setting.',
  },
  'installer-package-unavailable': {
    title: 'This package has not been built yet.',
    action: 'Client deployment shows what is missing; tell the operator of the server.',
  },
  'installer-download-not-found': { title: 'There is no such installer.', action: 'Look in the list of downloads.' },
  'installer-proxy-missing': {
    title: 'The proxy has no address.',
    action: 'Enter a host and port for IPv4 or for IPv6.',
  },
  'utility-not-found': {
    title: 'There is no such utility.',
    action: 'Open the list again.',
  },
  'utility-unavailable': {
    title: 'This utility has not been made yet.',
    action: 'The list says what is missing. Tell whoever runs the server.',
  },
  'add-on-software-not-found': {
    title: 'There is no such add-on software.',
    action: 'Look in the list whether it has been deleted.',
  },
  'add-on-software-name-taken': {
    title: 'There is software of this name and version for this system already.',
    action: 'Enter another name or version, or delete what is there.',
  },
  'add-on-software-too-many': {
    title: 'As much add-on software is registered as may be.',
    action: 'Delete what is not used.',
  },
  'add-on-software-part-unfit': {
    title: 'A part of the file is not as long as it was said to be.',
    action: 'Choose the file again and register it once more.',
  },
  'add-on-software-incomplete': {
    title: 'Parts of the file have not arrived.',
    action: 'Register it once more.',
  },
  'release-not-found': {
    title: 'There is no such release.',
    action: 'It may have been removed. Load the page again.',
  },
  'release-refused': {
    title: 'This release is not signed by a release key of this organization.',
    action: 'Sign it with the key whose public half the trust set holds, and add it again.',
  },
  'release-exists': {
    title: 'This version has been added already.',
    action: 'Give every release a version of its own.',
  },
  'release-in-use': {
    title: 'A rollout of this version has not ended.',
    action: 'End it first: devices may still have to fetch its files.',
  },
  'release-incomplete': {
    title: 'Files of this release are missing.',
    action: 'Upload it to the end with “npm run release -- upload”.',
  },
  'release-over': {
    title: 'This release is out of date.',
    action: 'Pack it anew as a later version, with dates of its own.',
  },
  'release-file-unknown': {
    title: 'No release names this file.',
    action: 'Add the signed release first.',
  },
  'release-file-damaged': {
    title: 'The file is not the one that was signed.',
    action: 'Upload it again from the folder of the release.',
  },
  'rollout-not-found': {
    title: 'There is no such rollout.',
    action: 'Load the page again.',
  },
  'rollout-under-way': {
    title: 'Another rollout is under way.',
    action: 'End it first: devices follow one at a time.',
  },
  'rollout-over': {
    title: 'This rollout has ended.',
    action: 'Begin another one.',
  },
  'task-not-found': {
    title: 'There is no such task.',
    action: 'It has expired, or belongs to another administrator. Look at the list of tasks.',
  },
  'task-file-not-found': {
    title: 'This file is no longer there.',
    action: 'It has expired. Run the task again.',
  },
  'task-over': { title: 'This task is over.', action: 'Look at its result in the list of tasks.' },
  'csv-refused': {
    title: 'The CSV file has faults. Nothing was changed.',
    action: 'Correct what is said line by line, then import it again.',
  },
  'csv-changed-meanwhile': {
    title: 'Devices were changed after the check. Nothing was changed.',
    action: 'Import the file again and look at what it changes.',
  },
  'import-refused': {
    title: 'The archive cannot be read, so nothing was imported.',
    action: 'Look at the reason, and make the archive again.',
  },
  'time-zone-unknown': {
    title: 'This time zone is not known.',
    action: 'Give a name such as Asia/Tokyo.',
  },
  'command-refused-while-wiping': {
    title: 'A device that is being wiped takes no other command.',
    action: 'Wait until the wipe has ended.',
  },
  'computer-name-mismatch': {
    title: 'The name typed is not that of the device.',
    action: 'Type the computer name exactly as it is shown.',
  },
  'wipe-targets-empty': {
    title: 'The policy of this device names nothing to wipe.',
    action: 'Set the wipe targets on the page of the policy, save it, then issue the wipe.',
  },
  'wipe-already-issued': {
    title: 'A wipe of this device has been issued already.',
    action: 'Its progress is shown on the page of the device.',
  },
  'wipe-already-delivered': {
    title: 'The device has fetched the wipe already; it cannot be cancelled any more.',
    action: 'Its progress is shown on the page of the device.',
  },
  'wipe-not-found': { title: 'There is no such wipe.', action: 'Look at the page of the device.' },
  'command-not-found': {
    title: 'This command does not exist.',
    action: 'Look at the commands on the page of the device.',
  },
  'enrolment-refused': {
    title:
      'Authentication failed. Please check that the serial number you entered and the number of contracted devices are correct.',
    action: 'Both are shown under System information in the console.',
  },
  'identity-copied': {
    title: 'This device is a copy of another.',
    action: 'It registers itself as a device of its own. Nothing needs to be done.',
  },
  'installer-expired': { title: 'This installer has expired.', action: 'Ask an administrator for a new one.' },
  'installer-revoked': { title: 'This installer has been revoked.', action: 'Ask an administrator for a new one.' },
  'installer-used-up': {
    title: 'As many devices have registered with this installer as it was made for.',
    action: 'Ask an administrator for a new one.',
  },
  'device-token-invalid': {
    title: 'The token of the device has expired.',
    action: 'The device proves itself again on its own.',
  },
  'assertion-invalid': {
    title: 'The proof of the device could not be verified.',
    action: 'Check the registration of the device.',
  },
  'nonce-expired': { title: 'The proof of the device came too late.', action: 'The device tries again on its own.' },
  deregistered: { title: 'This device has been deregistered.', action: 'Register the device again to use it.' },
  'item-numbers-not-rising': {
    title: 'Records from the device came in the wrong order.',
    action: 'Look at the log of the device.',
  },
  'unknown-inventory-section': {
    title: 'An unknown kind of inventory arrived.',
    action: 'Check the versions of server and agent.',
  },
  'signature-invalid': {
    title: 'The device refused: the signature is not valid.',
    action: 'Check whether another server issued the command.',
  },
  'signer-unknown': {
    title: 'The device refused: it does not trust the signer.',
    action: 'Check the keys of the server.',
  },
  'wrong-organization': {
    title: 'The device refused: this belongs to another organization.',
    action: 'Check where the device is registered.',
  },
  'wrong-device': {
    title: 'The device refused: this is meant for another device.',
    action: 'Check for which device it was issued.',
  },
  'order-not-rising': {
    title: 'The device refused: the command is out of date.',
    action: 'Issue it again if it is still needed.',
  },
  'intent-used': {
    title: 'The device refused: the command has been carried out already.',
    action: 'Issue it again if it is still needed.',
  },
  'envelope-expired': {
    title: 'The command had expired when it arrived.',
    action: 'It is sent again at the next check-in by itself.',
  },
  'intent-expired': { title: 'The command has expired.', action: 'Issue it again if it is still needed.' },
  'approval-missing': {
    title: 'The device refused: an approval is missing.',
    action: 'Have it approved and issue it again.',
  },
  'approval-request-not-found': {
    title: 'This approval request does not exist.',
    action: 'It may have been asked for by another organization, or concern devices of other groups.',
  },
  'approval-request-closed': {
    title: 'This approval request is closed already.',
    action: 'Look at what became of it, and ask again if it is still needed.',
  },
  'approval-request-outdated': {
    title: 'What this request was based on has changed since.',
    action: 'Ask again: the request is then made from what stands now.',
  },
  'approver-not-yours': {
    title: 'This key is not one of your approver keys.',
    action: 'Sign with a key that you have registered yourself.',
  },
  'approver-signed-already': { title: 'You have approved this already.', action: 'Another approver has to sign.' },
  'approvers-too-few': {
    title: 'There are fewer approvers than the rules would need.',
    action: 'Add approvers first, or ask for fewer approvals.',
  },
  'passkey-address-unsuitable': {
    title: 'Passkeys cannot be used at this address.',
    action:
      'Open the console under its public address (https, a name, not an IP address), or use an approver key of the command line.',
  },
  'approval-invalid': {
    title: 'The device refused: the approval does not hold.',
    action: 'Ask for approval again. If this repeats, somebody may have tampered with the server.',
  },
  'approval-exceeds-maximum': {
    title: 'More devices at once than the rules allow.',
    action: 'Choose fewer devices, or have the rules changed.',
  },
  'kind-unknown': { title: 'The agent of the device does not know this command.', action: 'Update the agent.' },
  'statement-malformed': {
    title: 'The device could not read what was signed.',
    action: 'Check the versions of server and agent.',
  },
  'seal-invalid': {
    title: 'The seal of the server’s answer is not valid.',
    action: 'Check the connection between device and server.',
  },
  'nonce-mismatch': {
    title: 'The device refused: this is the answer to another question.',
    action: 'Check the connection between device and server.',
  },
  'trust-chain-broken': {
    title: 'The device refused: the chain of trust is broken.',
    action: 'Check whether the server was restored or replaced.',
  },
  'trust-version-not-rising': {
    title: 'The device refused: the trust set is out of date.',
    action: 'Check whether the server was restored from an old backup.',
  },
  'trust-weakened': {
    title: 'The device refused: the rules of trust would be weakened without approval.',
    action: 'Change them with an approver or with the recovery key.',
  },
  'trust-hash-mismatch': {
    title: 'The device refused: this is not the server its installer names.',
    action: 'Check that installer and server belong together.',
  },
  'policy-revision-not-rising': {
    title: 'The device refused: the policy is out of date.',
    action: 'Check whether the server was restored from an old backup.',
  },
  'unlock-key-of-other-policy': {
    title: 'The unlock key is of another policy.',
    action: 'Put the key of the policy that the device is under on the medium.',
  },
  'unlock-key-replaced': {
    title: 'The unlock key has been replaced by a newer one.',
    action: 'Download the key anew from the page of the policy.',
  },
  'not-supported-here': {
    title: 'This device cannot do that.',
    action: 'Check the kind of the device and the version of its agent.',
  },
};
