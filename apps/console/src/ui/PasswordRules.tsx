/** The rules for a password, each with a tick as soon as it is met. */
import { Group, List, Text, ThemeIcon, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconPoint } from '@tabler/icons-react';
import { useWording } from '../i18n/WordingProvider.tsx';
import { metPasswordRules, passwordRules } from './password-rules.ts';

export function PasswordRules({ id, password, loginId }: { id: string; password: string; loginId: string }) {
  const { t } = useWording();
  const met = metPasswordRules(password, loginId);
  return (
    <List id={id} size="xs" spacing={2} mt={6} listStyleType="none" aria-label={t('password.rules')}>
      {passwordRules.map((rule) => (
        <List.Item key={rule}>
          <Group gap={6} wrap="nowrap">
            <ThemeIcon
              size={16}
              radius="xl"
              variant={met.has(rule) ? 'filled' : 'light'}
              color={met.has(rule) ? 'wakatake' : 'gray'}
            >
              {met.has(rule) ? <IconCheck size={11} stroke={3} /> : <IconPoint size={11} />}
            </ThemeIcon>
            <Text size="xs">
              {t(`password.rule.${rule}`)}
              <VisuallyHidden> ({t(met.has(rule) ? 'password.met' : 'password.unmet')})</VisuallyHidden>
            </Text>
          </Group>
        </List.Item>
      ))}
    </List>
  );
}
