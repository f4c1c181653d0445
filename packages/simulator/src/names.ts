/** What simulated devices, their users and their programs are called. */

type List = readonly [string, ...string[]];

export const departments: List = [
  '経理',
  '営業',
  '総務',
  '人事',
  '開発',
  '法務',
  '広報',
  '製造',
  '品質管理',
  '物流',
  '情報システム',
  '企画',
  'SALES',
  'ACCOUNTING',
  'HR',
  'DEV',
  'LEGAL',
  'SUPPORT',
  'FACTORY',
  'LAB',
];

export const people: List = [
  'sato',
  'suzuki',
  'takahashi',
  'tanaka',
  'ito',
  'watanabe',
  'yamamoto',
  'nakamura',
  'kobayashi',
  'kato',
  'smith',
  'johnson',
  'garcia',
  'miller',
  'wilson',
  '佐藤',
  '鈴木',
  '高橋',
  '田中',
  '伊藤',
];

export interface Model {
  readonly manufacturer: string;
  readonly model: string;
  readonly processor: string;
  readonly cores: number;
}

export const models: readonly [Model, ...Model[]] = [
  {
    manufacturer: 'LENOVO',
    model: 'ThinkPad X1 Carbon Gen 12',
    processor: 'Intel(R) Core(TM) Ultra 7 155U',
    cores: 12,
  },
  { manufacturer: 'FUJITSU', model: 'LIFEBOOK U9313/NX', processor: '13th Gen Intel(R) Core(TM) i5-1335U', cores: 10 },
  { manufacturer: 'Panasonic Connect', model: 'CF-FV4', processor: '13th Gen Intel(R) Core(TM) i5-1345U', cores: 10 },
  { manufacturer: 'Dell Inc.', model: 'Latitude 7450', processor: 'Intel(R) Core(TM) Ultra 5 135U', cores: 12 },
  {
    manufacturer: 'HP',
    model: 'HP EliteBook 645 14 inch G11',
    processor: 'AMD Ryzen 5 7535U with Radeon Graphics',
    cores: 6,
  },
  { manufacturer: 'NEC', model: 'VersaPro タイプVG', processor: '12th Gen Intel(R) Core(TM) i5-1235U', cores: 10 },
  {
    manufacturer: 'Dynabook Inc.',
    model: 'dynabook G83/KW',
    processor: '13th Gen Intel(R) Core(TM) i7-1360P',
    cores: 12,
  },
];

/** Stems of package names as Debian has them; a device has some hundred combinations. */
export const packageStems: List = [
  'libc',
  'openssl',
  'python3',
  'perl',
  'systemd',
  'gnome',
  'cups',
  'fonts-noto',
  'firefox',
  'libreoffice',
  'network-manager',
  'pulseaudio',
  'mesa',
  'xserver',
  'gstreamer',
  'ibus-mozc',
  'thunderbird',
  'vim',
  'git',
  'curl',
  'gcc',
  'linux-image',
  'bluez',
  'evolution',
  'avahi',
];

export const packageEndings: List = [
  '',
  '-common',
  '-data',
  '-bin',
  '-dev',
  '-utils',
  '-locale-ja',
  '-doc',
  '-core',
  '-plugins',
  '-tools',
  '-extra',
];
