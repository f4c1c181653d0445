/** Header: the mark, whose console it is, search, language, colours, account. */
import { ActionIcon, Burger, Group, Kbd, Menu, UnstyledButton } from '@mantine/core';
import { IconLogout, IconSearch, IconUserCircle } from '@tabler/icons-react';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../api/client.ts';
import { sessionQuery } from '../api/queries.ts';
import { TasksIndicator } from '../features/tasks/TasksIndicator.tsx';
import { useWording } from '../i18n/WordingProvider.tsx';
import { Mark } from '../ui/Mark.tsx';
import { LanguageSwitch, SchemeSwitch } from '../ui/Switches.tsx';
import classes from './Shell.module.css';
import { useLogOut } from './use-log-out.ts';

type Props = { menuOpened: boolean; onMenu: () => void; onSearch: () => void };

export function Header({ menuOpened, onMenu, onSearch }: Props) {
  const { t } = useWording();
  const { data: session } = useSuspenseQuery(sessionQuery);
  return (
    <Group h="100%" px="md" justify="space-between" wrap="nowrap">
      <Group gap="sm" wrap="nowrap" miw={0}>
        <Burger
          hiddenFrom="md"
          size="sm"
          opened={menuOpened}
          onClick={onMenu}
          aria-label={t(menuOpened ? 'shell.menu.close' : 'shell.menu.open')}
        />
        <Link to="/" className={classes['brand']}>
          <Mark />
          <span>Sekisho</span>
        </Link>
        <span className={classes['organization']}>{session.organization.name}</span>
      </Group>
      <Group gap={6} wrap="nowrap">
        <UnstyledButton className={classes['search']} onClick={onSearch}>
          <IconSearch size={16} />
          <span>{t('search.placeholder')}</span>
          <Kbd size="xs">Ctrl K</Kbd>
        </UnstyledButton>
        <TasksIndicator />
        {/* Mail to this administrator follows the language chosen here; the console does not wait for it. */}
        <LanguageSwitch onSwitch={(language) => void api.patchMe({ language }).catch(() => undefined)} />
        <SchemeSwitch />
        <AccountMenu loginId={session.administrator.loginId} />
      </Group>
    </Group>
  );
}

function AccountMenu({ loginId }: { loginId: string }) {
  const { t } = useWording();
  const logOut = useLogOut();
  return (
    <Menu position="bottom-end" shadow="md" width={220}>
      <Menu.Target>
        <ActionIcon size={30} aria-label={t('shell.account.of', { loginId })}>
          <IconUserCircle size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{loginId}</Menu.Label>
        <Menu.Item leftSection={<IconUserCircle size={16} />} component={Link} to="/account">
          {t('shell.account')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={logOut}>
          {t('shell.logout')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
