/** Client deployment: the kinds of client that can be made here at the left, the page of one of them beside. */
import { Box, Paper, Select, Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { installerPackagesQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import classes from './ClientDeployment.module.css';
import { useClientPages } from './use-client-pages.ts';

export function DeploymentLayout() {
  const { t } = useWording();
  const { data, error } = useQuery(installerPackagesQuery);
  if (data === undefined)
    return error === null ? (
      <Skeleton height={320} role="status" aria-label={t('common.loading')} />
    ) : (
      <>
        <PageHead title={t('deploy.title')} />
        <ProblemAlert error={error} />
      </>
    );
  if (data.items.length === 0) return <Nothing />;
  return (
    <div className={classes['columns']}>
      <Menu />
      <Box miw={0}>
        <Outlet />
      </Box>
    </div>
  );
}

function Nothing() {
  const { t } = useWording();
  return (
    <>
      <Title order={1} mb="md">
        {t('deploy.title')}
      </Title>
      <Paper p="xl" maw={720}>
        <Text fw={650}>{t('deploy.nothing.title')}</Text>
        <Text size="sm" c="dimmed">
          {t('deploy.nothing.text')}
        </Text>
      </Paper>
    </>
  );
}

/** A list of links where there is room for it, one choice where there is not. */
function Menu() {
  const { t } = useWording();
  const navigate = useNavigate();
  const pathname = useLocation({ select: (location) => location.pathname });
  const sections = useClientPages();
  const current = sections.flatMap(({ pages }) => pages).find(({ to }) => pathname.startsWith(to));
  return (
    <>
      <Select
        hiddenFrom="md"
        aria-label={t('deploy.menu')}
        allowDeselect={false}
        data={sections.map(({ heading, pages }) => ({
          group: heading,
          items: pages.map(({ to, name, title }) => ({ value: to, label: title ?? name })),
        }))}
        value={current?.to ?? null}
        onChange={(to) => to !== null && void navigate({ to })}
      />
      <Box component="nav" visibleFrom="md" className={classes['menu']} aria-label={t('deploy.menu')}>
        {sections.map(({ heading, pages }) => (
          <div key={heading}>
            <Text className={classes['heading']} component="p">
              {heading}
            </Text>
            {pages.map(({ to, name }) => (
              <Link key={to} to={to} className={classes['entry']}>
                {name}
              </Link>
            ))}
          </div>
        ))}
      </Box>
    </>
  );
}
