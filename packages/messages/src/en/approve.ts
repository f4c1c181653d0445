/** Texts of `npm run approve` and `npm run release`, English. */
import type { approveJa } from '../ja/approve.ts';

export const approveEn = {
  'approve.usage': `Usage: npm run approve -- COMMAND [options]

  key         makes an approver’s key on this machine and asks for it to be added
  list        what waits for approval
  sign ID     shows what would be signed, asks, and signs
  recover ID  signs a change of approvers or rules with the recovery key

Options:
  --server URL       address of the server (or SEKISHO_SERVER)
  --token-file FILE  file with an API token (or SEKISHO_TOKEN)
  --ca FILE          root certificate of the server (PEM)
  --key FILE         file of the key (default: ~/.config/sekisho/approver.json)
  --name NAME        name of the key (with key)
  --trust-hash HASH  hash of a trust set that you have from outside the server (with key)`,
  'approve.connection.missing': 'Give the address of the server and an API token (--server, --token-file).',
  'approve.call.no-connection': 'The server cannot be reached. Check address, network and certificate.',
  'approve.call.answer-malformed': 'The answer of the server cannot be read.',
  'approve.key.exists': 'There is a file with a key already: {file}',
  'approve.key.none': 'There is no file with a key: {file}. Run npm run approve -- key first.',
  'approve.key.name': 'Command-line key',
  'approve.key.made': 'The key is made: {file} (key number {keyId})',
  'approve.key.asked': 'Asked for it to be added. It can be used once the present approvers have signed request {id}.',
  'approve.key.taken': 'You are the first approver now.',
  'approve.trust.first':
    'The trust set of this organization is believed for the first time, as the server shows it. Compare it by another way: {hash}',
  'approve.trust.pinned': 'The trust set leads to the hash that was given: {hash}',
  'approve.trust.broken':
    'The trust set that the server shows does not follow the one this machine knows. Nothing is signed: somebody may have tampered with the server.',
  'approve.passphrase.new': 'Passphrase to guard the key (at least {length, number} characters): ',
  'approve.passphrase.again': 'Once more: ',
  'approve.passphrase.short': 'The passphrase needs at least {length, number} characters.',
  'approve.passphrase.different': 'The two passphrases differ.',
  'approve.passphrase': 'Passphrase: ',
  'approve.passphrase.wrong': 'Another passphrase, or the file of the key is damaged.',
  'approve.list.none': 'Nothing is waiting for approval.',
  'approve.sign.word': 'yes',
  'approve.sign.question': 'Type “{word}” to sign this: ',
  'approve.sign.not': 'Nothing was signed.',
  'approve.sign.approved': 'Approved and carried out.',
  'approve.sign.open': 'Signed ({done, number} of {needed, number}). It waits for other approvers.',
  'approve.sign.other': 'It was out of date and has not been carried out.',
  'release.usage': `Usage: npm run release -- COMMAND [options]

  key          makes a release key on this machine
  trust        has devices trust it: signed with the recovery key, which stays here
  sign FOLDER  signs a release that npm run packages -- release has packed
  upload FOLDER
               brings a signed release to the server

  --server URL       address of the server (or SEKISHO_SERVER)
  --token-file FILE  file with an API token (or SEKISHO_TOKEN)
  --ca FILE          root certificate of the server
  --key FILE         file of the key (default: ~/.config/sekisho/release-key.json)
  --name TEXT        name of a new key
  --trust-hash HASH  of a trust set, brought from outside the server`,
  'release.key.name': 'Release key',
  'release.key.made':
    'The release key is made: {file} (key number {keyId}). Keep the file and its passphrase away from the server.',
  'release.key.none': 'There is no file with a release key: {file}. Run npm run release -- key first.',
  'release.trust.other': 'Trusted already, and stays so: {name} (key number {keyId})',
  'release.trust.recovery': 'Recovery key of the organization: ',
  'release.trust.wrong': 'This is no recovery key. Check what was typed.',
  'release.trust.done': 'Devices trust key {keyId} from their next check-in on.',
  'release.folder.none': 'There is no packed release in {folder}. Run npm run packages -- release first.',
  'release.folder.damaged': 'Files in {folder} are not those of the release. Pack it again.',
  'release.folder.unsigned': 'The release in {folder} is not signed. Run npm run release -- sign first.',
  'release.sign.version': 'Version {version}, for devices from version {minimum} on',
  'release.sign.days': 'To be taken from {from} until {until}',
  'release.sign.target': '{platform} {architecture}: {files, number} files, {megabytes, number} MB',
  'release.signed': 'Signed: {file}',
  'release.uploading': '{number, number} of {count, number}: {name}',
  'release.uploaded':
    'Release {version} is on the server, whole. It reaches no device until it is rolled out in the console.',
} as const satisfies Record<keyof typeof approveJa, string>;
