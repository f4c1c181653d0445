/** What is done at a command line and not here: in words, then line by line to be copied. */
import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { systemQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { CopyField } from '../../ui/CopyField.tsx';

/** @param server its address for other machines: what is done here is done on another one */
const commandsOf = (server: string) => ({
  key: ['npm run release -- key', `npm run release -- trust --server ${server} --token-file token.txt`],
  release: [
    'npm run packages -- release --to release',
    'npm run release -- sign release',
    `npm run release -- upload release --server ${server} --token-file token.txt`,
  ],
});

type Props = { text: string; of: keyof ReturnType<typeof commandsOf> };

export function CommandLines({ text, of }: Props) {
  const { t } = useWording();
  const { data } = useQuery(systemQuery);
  const commands = data === undefined ? [] : commandsOf(data.deviceUrl)[of];
  return (
    <Stack gap={6}>
      <Text size="sm">{text}</Text>
      {commands.map((command) => (
        <CopyField key={command} value={command} label={t('updates.command')} wrap />
      ))}
    </Stack>
  );
}
