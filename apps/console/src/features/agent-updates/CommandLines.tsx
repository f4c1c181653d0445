/** What is done at a command line and not here: in words, then line by line to be copied. */
import { Stack, Text } from '@mantine/core';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { CopyField } from '../../ui/CopyField.tsx';

/** Where a command line finds this server, with a token that is made in the console. */
const toThisServer = `--server ${window.location.origin} --token-file token.txt`;

const commands = {
  key: ['npm run release -- key', `npm run release -- trust ${toThisServer}`],
  release: [
    'npm run packages -- release --to release',
    'npm run release -- sign release',
    `npm run release -- upload release ${toThisServer}`,
  ],
} as const;

type Props = { text: string; of: keyof typeof commands };

export function CommandLines({ text, of }: Props) {
  const { t } = useWording();
  return (
    <Stack gap={6}>
      <Text size="sm">{text}</Text>
      {commands[of].map((command) => (
        <CopyField key={command} value={command} label={t('updates.command')} wrap />
      ))}
    </Stack>
  );
}
