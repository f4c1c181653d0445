/** What sysfs shows of disks of many kinds, as a tree of files below a folder. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface RecordedDisk {
  /** Below /sys/devices, up to the disk's own folder. */
  readonly at: string;
  readonly removable: 0 | 1;
  readonly sectors: number;
  readonly sequence?: number;
  /** Of memory cards. */
  readonly cardType?: string;
  readonly number: string;
  /** `major:minor` by name. */
  readonly partitions?: Readonly<Record<string, string>>;
  /** What lies upon which partition. */
  readonly holders?: Readonly<Record<string, string>>;
}

const pci = 'pci0000:00';

export const recordedDisks: Readonly<Record<string, RecordedDisk>> = {
  // A USB memory, as most are sold: one partition.
  sdb: {
    at: `${pci}/0000:00:14.0/usb1/1-2/1-2:1.0/host4/target4:0:0/4:0:0:0/block`,
    removable: 1,
    sectors: 60_549_120,
    sequence: 21,
    number: '8:16',
    partitions: { sdb1: '8:17' },
  },
  // A hard disk in a USB case, which does not say that it is removable.
  sdc: {
    at: `${pci}/0000:00:14.0/usb2/2-1/2-1:1.0/host5/target5:0:0/5:0:0:0/block`,
    removable: 0,
    sectors: 1_953_525_168,
    sequence: 22,
    number: '8:32',
    partitions: { sdc1: '8:33', sdc2: '8:34' },
  },
  // A card reader on USB without a card, and one with a card that was formatted without partitions.
  sdd: {
    at: `${pci}/0000:00:14.0/usb1/1-6/1-6:1.0/host6/target6:0:0/6:0:0:0/block`,
    removable: 1,
    sectors: 0,
    sequence: 23,
    number: '8:48',
  },
  sde: {
    at: `${pci}/0000:00:14.0/usb1/1-7/1-7:1.0/host7/target7:0:0/7:0:0:0/block`,
    removable: 1,
    sectors: 31_116_288,
    sequence: 24,
    number: '8:64',
  },
  // A memory card in a reader on PCI, and memory that is soldered in.
  mmcblk0: {
    at: `${pci}/0000:00:1c.3/0000:03:00.0/rtsx_pci_sdmmc.0/mmc_host/mmc0/mmc0:aaaa/block`,
    removable: 0,
    sectors: 62_333_952,
    sequence: 25,
    cardType: 'SD',
    number: '179:0',
    partitions: { mmcblk0p1: '179:1' },
  },
  mmcblk1: {
    at: 'platform/fe330000.mmc/mmc_host/mmc1/mmc1:0001/block',
    removable: 0,
    sectors: 122_142_720,
    sequence: 3,
    cardType: 'MMC',
    number: '179:8',
    partitions: { mmcblk1p1: '179:9' },
  },
  mmcblk1boot0: {
    at: 'platform/fe330000.mmc/mmc_host/mmc1/mmc1:0001/block/mmcblk1',
    removable: 0,
    sectors: 8_192,
    sequence: 4,
    number: '179:16',
  },
  // What is built in.
  sda: {
    at: `${pci}/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block`,
    removable: 0,
    sectors: 500_118_192,
    sequence: 1,
    number: '8:0',
    partitions: { sda1: '8:1' },
  },
  nvme0n1: {
    at: `${pci}/0000:00:1d.0/0000:04:00.0/nvme/nvme0`,
    removable: 0,
    sectors: 1_000_215_216,
    sequence: 2,
    number: '259:0',
    partitions: { nvme0n1p1: '259:1', nvme0n1p2: '259:2' },
  },
  vda: { at: `${pci}/0000:00:05.0/virtio2/block`, removable: 0, sectors: 41_943_040, sequence: 5, number: '254:0' },
  // An optical drive says that it is removable; it is no USB memory.
  sr0: {
    at: `${pci}/0000:00:17.0/ata2/host1/target1:0:0/1:0:0:0/block`,
    removable: 1,
    sectors: 1_572_864,
    sequence: 6,
    number: '11:0',
  },
  // The kernel's own.
  loop0: { at: 'virtual/block', removable: 0, sectors: 130_712, sequence: 7, number: '7:0' },
  zram0: { at: 'virtual/block', removable: 0, sectors: 8_388_608, sequence: 8, number: '253:0' },
  'dm-0': { at: 'virtual/block', removable: 0, sectors: 998_000_000, sequence: 9, number: '252:0' },
  // The system itself on a USB disk: plain, and within LUKS.
  sdf: {
    at: `${pci}/0000:00:14.0/usb2/2-3/2-3:1.0/host8/target8:0:0/8:0:0:0/block`,
    removable: 0,
    sectors: 250_069_680,
    sequence: 30,
    number: '8:80',
    partitions: { sdf1: '8:81', sdf2: '8:82' },
  },
  sdg: {
    at: `${pci}/0000:00:14.0/usb2/2-4/2-4:1.0/host9/target9:0:0/9:0:0:0/block`,
    removable: 0,
    sectors: 250_069_680,
    sequence: 31,
    number: '8:96',
    partitions: { sdg1: '8:97' },
    holders: { sdg1: 'dm-1' },
  },
};

/** Puts a disk into the tree below `root`, as the kernel does when it appears. */
export function addDisk(root: string, name: string, disk: RecordedDisk): void {
  const folder = path.join(root, 'sys/devices', disk.at, name);
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), `${text}\n`);
  };
  write('removable', String(disk.removable));
  write('size', String(disk.sectors));
  write('dev', disk.number);
  if (disk.sequence !== undefined) write('diskseq', String(disk.sequence));
  if (disk.cardType !== undefined) write('device/type', disk.cardType);
  mkdirSync(path.join(folder, 'holders'), { recursive: true });
  for (const [index, [partition, number]] of Object.entries(disk.partitions ?? {}).entries()) {
    write(`${partition}/dev`, number);
    write(`${partition}/partition`, String(index + 1));
  }
  for (const [partition, holder] of Object.entries(disk.holders ?? {}))
    write(`${partition}/holders/${holder}/dev`, '252:1');
  mkdirSync(path.join(root, 'sys/block'), { recursive: true });
  symlinkSync(path.join('../devices', disk.at, name), path.join(root, 'sys/block', name));
}
