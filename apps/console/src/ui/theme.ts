/** Sekisho's theme: 藍 (indigo) for what can be done, 朱 (vermilion) for emergencies, 紅梅 (plum pink) for what is on its way, on paper and ink. */
import {
  ActionIcon,
  Alert,
  Badge,
  Button,
  Card,
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  Paper,
  Select,
  Table,
  TextInput,
  Tooltip,
} from '@mantine/core';

const ai: MantineColorsTuple = [
  '#eef4f9',
  '#dbe7f1',
  '#b4cfe3',
  '#8ab4d4',
  '#5f97c0',
  '#3d7cab',
  '#266594',
  '#1c4f78',
  '#163f61',
  '#0f2d47',
];
const shu: MantineColorsTuple = [
  '#fdf0ec',
  '#fadcd3',
  '#f4b7a6',
  '#ef9077',
  '#e96d4e',
  '#d9502f',
  '#c8431f',
  '#b5381b',
  '#8a2b13',
  '#5b1c0c',
];
const kobai: MantineColorsTuple = [
  '#fdf0f4',
  '#fadde7',
  '#f5bacd',
  '#ee94b2',
  '#e57197',
  '#d24f7c',
  '#b53a66',
  '#962c52',
  '#75213f',
  '#54172d',
];
const wakatake: MantineColorsTuple = [
  '#eef6f1',
  '#d9ebe0',
  '#b2d6c0',
  '#87bf9d',
  '#5fa67c',
  '#418d62',
  '#2d7a50',
  '#22633f',
  '#1a4d31',
  '#123723',
];
const yamabuki: MantineColorsTuple = [
  '#fdf6e5',
  '#faeac2',
  '#f4d488',
  '#edbd4c',
  '#e3a71d',
  '#b9830c',
  '#946706',
  '#7a5504',
  '#5f4203',
  '#453002',
];
const fuji: MantineColorsTuple = [
  '#f4f1f9',
  '#e6dff2',
  '#cbbde3',
  '#ad98d2',
  '#9177c1',
  '#785bae',
  '#664a9b',
  '#533b81',
  '#412e66',
  '#2f214b',
];
const sumi: MantineColorsTuple = [
  '#f7f6f2',
  '#eeede8',
  '#e1e0da',
  '#cbcbc6',
  '#a5a7a6',
  '#7c8084',
  '#5d6369',
  '#454b52',
  '#2d333a',
  '#1b2026',
];
const dark: MantineColorsTuple = [
  '#d9dee4',
  '#b6bec8',
  '#98a2ae',
  '#6d7885',
  '#434d59',
  '#2f3843',
  '#232b34',
  '#1a2028',
  '#12161c',
  '#0c0f13',
];

export const theme = createTheme({
  colors: { ai, shu, kobai, wakatake, yamabuki, fuji, gray: sumi, dark },
  primaryColor: 'ai',
  primaryShade: { light: 7, dark: 6 },
  black: '#1b2026',
  autoContrast: true,
  luminanceThreshold: 0.36,
  defaultRadius: 6,
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  fontFamily: "'Noto Sans JP Variable', 'Hiragino Sans', 'Yu Gothic UI', 'Noto Sans CJK JP', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', 'SF Mono', 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '19px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '22px', xl: '32px' },
  headings: {
    fontFamily: "'Noto Sans JP Variable', 'Hiragino Sans', 'Yu Gothic UI', 'Noto Sans CJK JP', system-ui, sans-serif",
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '20px', lineHeight: '1.4' },
      h2: { fontSize: '15px', lineHeight: '1.5' },
      h3: { fontSize: '14px', lineHeight: '1.5' },
    },
  },
  shadows: {
    xs: '0 1px 2px rgb(20 28 38 / 6%)',
    sm: '0 1px 3px rgb(20 28 38 / 8%)',
    md: '0 6px 20px rgb(20 28 38 / 12%)',
  },
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    Alert: Alert.extend({ defaultProps: { variant: 'light' } }),
    Badge: Badge.extend({ defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 550 } }),
    Button: Button.extend({ defaultProps: { size: 'sm', fw: 550 } }),
    Card: Card.extend({ defaultProps: { withBorder: true, padding: 'md' } }),
    // Plain, not extended: the first screen has none of these, and would load them all the same.
    Drawer: { defaultProps: { overlayProps: { backgroundOpacity: 0.35 } } },
    Modal: {
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45 }, radius: 8 },
      styles: { title: { fontWeight: 650, fontSize: 16 } },
    },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Paper: Paper.extend({
      defaultProps: { withBorder: true },
      styles: { root: { '--paper-border-color': 'var(--sekisho-line)' } },
    }),
    Select: Select.extend({ defaultProps: { size: 'sm', checkIconPosition: 'right' } }),
    Table: Table.extend({
      defaultProps: { verticalSpacing: 7, horizontalSpacing: 'sm', borderColor: 'var(--sekisho-line)' },
    }),
    TextInput: TextInput.extend({ defaultProps: { size: 'sm' } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 250, withArrow: true } }),
  },
});

/** On ink, the soft fills of badges and notices carry enough colour to be told apart at a glance. */
const softFills = Object.fromEntries(
  ['ai', 'shu', 'kobai', 'wakatake', 'yamabuki', 'fuji', 'gray'].flatMap((name) => [
    [`--mantine-color-${name}-light`, `color-mix(in srgb, var(--mantine-color-${name}-5) 26%, transparent)`],
    [`--mantine-color-${name}-light-color`, `var(--mantine-color-${name}-${name === 'gray' ? 3 : 2})`],
  ]),
);

/** Paper, ink and lines of both schemes; the texts on them keep 4.5 : 1 or more. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#fdfdfb',
    '--mantine-color-dimmed': '#5a6067',
    '--mantine-color-placeholder': '#6b7177',
    '--mantine-color-default-border': '#dcdbd4',
    '--mantine-color-error': '#b03a1d',
    '--sekisho-ground': '#f4f3ee',
    '--sekisho-line': '#e4e3dc',
    '--sekisho-hover': '#f1f4f6',
    '--sekisho-selected': '#e6eef5',
    '--sekisho-pending': '#fcebf1',
    '--sekisho-link': '#1c4f78',
  },
  dark: {
    ...softFills,
    '--mantine-color-body': '#171c23',
    '--mantine-color-dimmed': '#a0aab5',
    '--mantine-color-placeholder': '#8f99a5',
    '--mantine-color-default-border': '#343e4a',
    '--mantine-color-error': '#f2a08b',
    '--sekisho-ground': '#11151b',
    '--sekisho-line': '#29323c',
    '--sekisho-hover': '#1e252e',
    '--sekisho-selected': '#1f3040',
    '--sekisho-pending': '#35202a',
    '--sekisho-link': '#9cc4e2',
  },
});
