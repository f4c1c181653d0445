/** Holds what the database has of one device against what the device's books say. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { Item } from '@sekisho/agent-core';
import type { DeviceLedger } from './ledger.ts';

export interface EventRow {
  readonly device_id: string;
  readonly number: string;
  readonly at: Date;
  readonly what: string;
  readonly command_id: string | null;
  readonly detail: unknown;
}

export interface LocationRow {
  readonly device_id: string;
  readonly number: string;
  readonly at: Date;
  readonly received_at: Date;
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracy_m: number;
  readonly source: string;
  readonly altitude_m: number | null;
  readonly speed_mps: number | null;
}

export interface CommandRow {
  readonly device_id: string;
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly completed_at: Date | null;
  readonly executed_at: Date | null;
}

export interface SectionRow {
  readonly device_id: string;
  readonly section: string;
  readonly hash: string;
  readonly content: unknown;
}

export interface DeviceRows {
  /** Of its contact; `null`: the device is not there. */
  readonly itemNumber: number | null;
  readonly events: readonly EventRow[];
  readonly locations: readonly LocationRow[];
  readonly commands: readonly CommandRow[];
  readonly sections: readonly SectionRow[];
}

/**
 * `missing`: acknowledged and not there; `doubled`: there more than once, or carried out more than once; `foreign`: there and never
 * said; `changed`: there, but not as it was said.
 */
export interface Difference {
  readonly kind: 'missing' | 'doubled' | 'foreign' | 'changed';
  readonly device: string;
  readonly what: string;
}

type Report = (kind: Difference['kind'], what: string) => void;

/** Sections of an inventory as the device may have sent them, by their hash. */
export type SaidSections = ReadonlyMap<string, { readonly section: string; readonly content: unknown }>;

export function compareDevice(ledger: DeviceLedger, rows: DeviceRows, said: SaidSections): readonly Difference[] {
  const differences: Difference[] = [];
  const report: Report = (kind, what) => differences.push({ kind, device: ledger.device, what });
  compareNumber(ledger, rows.itemNumber, report);
  compareItems(ledger, 'event', rows.events, isEventAsSaid, report);
  compareItems(ledger, 'location', rows.locations, isLocationAsSaid, report);
  compareCommands(ledger, rows.commands, report);
  compareExecutions(ledger, report);
  compareInventory(ledger, rows.sections, said, report);
  return differences;
}

function compareNumber({ items, storedThrough }: DeviceLedger, itemNumber: number | null, report: Report): void {
  const last = Math.max(0, ...items.keys());
  if (itemNumber === null) report('missing', 'device');
  else if (itemNumber < storedThrough) report('missing', `item number ${itemNumber}, acknowledged ${storedThrough}`);
  else if (itemNumber > last) report('foreign', `item number ${itemNumber}, given ${last}`);
}

type ItemOf<Kind> = Extract<Item, { kind: Kind }>;

/** Acknowledged ones are there once; others may be, once. */
function compareItems<Kind extends 'event' | 'location', Row extends { readonly number: string }>(
  { items, storedThrough }: DeviceLedger,
  kind: Kind,
  rows: readonly Row[],
  isAsSaid: (row: Row, item: ItemOf<Kind>) => boolean,
  report: Report,
): void {
  const seen = new Set<number>();
  for (const row of rows) {
    const number = Number(row.number);
    const item = items.get(number);
    if (seen.has(number)) report('doubled', `${kind} ${number}`);
    else if (item?.kind !== kind) report('foreign', `${kind} ${number}`);
    else if (!isAsSaid(row, item as ItemOf<Kind>)) report('changed', `${kind} ${number}`);
    seen.add(number);
  }
  for (const [number, item] of items)
    if (item.kind === kind && number <= storedThrough && !seen.has(number)) report('missing', `${kind} ${number}`);
}

function isEventAsSaid(row: EventRow, item: ItemOf<'event'>): boolean {
  return (
    row.at.getTime() === item.at &&
    row.what === item.what &&
    row.command_id === (item.commandId ?? null) &&
    isDeepStrictEqual(row.detail, item.detail ?? {})
  );
}

/** No position lies in the server's future; circles, heights and speeds are kept in single precision. */
function isLocationAsSaid(row: LocationRow, item: ItemOf<'location'>): boolean {
  const rounded = (value: number | undefined) => (value === undefined ? null : Math.fround(value));
  const single = (value: number | null) => (value === null ? null : Math.fround(value));
  return (
    row.at.getTime() === Math.min(item.at, row.received_at.getTime()) &&
    row.latitude === item.latitude &&
    row.longitude === item.longitude &&
    single(row.accuracy_m) === rounded(item.accuracyM) &&
    row.source === item.source &&
    single(row.altitude_m) === rounded(item.altitudeM) &&
    single(row.speed_mps) === rounded(item.speedMps)
  );
}

const obeyed = new Set(['done', 'already']);

/** The first word on a command counts; that a wipe is done is said by its receipt, which is an event. */
function compareCommands({ items, storedThrough }: DeviceLedger, rows: readonly CommandRow[], report: Report): void {
  const results = [...items.values()].filter((item) => item.kind === 'result');
  const rowOf = new Map<string, CommandRow>();
  for (const row of rows) {
    if (rowOf.has(row.id)) report('doubled', `command ${row.id}`);
    rowOf.set(row.id, row);
    if (row.kind === 'wipe' || row.completed_at === null) continue;
    const words = results.filter(({ commandId }) => commandId === row.id);
    if (words.length === 0) report('foreign', `result of ${row.id}`);
    else if (!words.some((word) => isResultAsSaid(row, word))) report('changed', `result of ${row.id}`);
  }
  for (const { number, commandId } of results) {
    const row = rowOf.get(commandId);
    if (row === undefined) report('missing', `command ${commandId}`);
    else if (number <= storedThrough && row.completed_at === null && row.kind !== 'wipe')
      report('missing', `result of ${commandId}`);
  }
}

function isResultAsSaid(row: CommandRow, { outcome, at }: ItemOf<'result'>): boolean {
  if (row.state !== 'superseded' && row.state !== outcome) return false;
  return obeyed.has(outcome) ? row.executed_at?.getTime() === at : row.executed_at === null;
}

const executions = new Set(['locked', 'unlocked', 'wipe-began']);

/** Whatever was delivered how often: a device obeys a command once. */
function compareExecutions({ items }: DeviceLedger, report: Report): void {
  const executed = new Set<string>();
  for (const item of items.values()) {
    if (item.kind !== 'event' || item.commandId === undefined || !executions.has(item.what)) continue;
    if (executed.has(item.commandId)) report('doubled', `execution of ${item.commandId}`);
    executed.add(item.commandId);
  }
}

function compareInventory(
  { inventory }: DeviceLedger,
  rows: readonly SectionRow[],
  said: SaidSections,
  report: Report,
): void {
  const held = new Map<string, SectionRow>();
  for (const row of rows) {
    if (held.has(row.section)) report('doubled', `section ${row.section}`);
    held.set(row.section, row);
    const sent = said.get(row.hash);
    // A section that is no longer collected is of a version that is forgotten.
    if (sent === undefined && inventory?.[row.section] === row.hash) continue;
    if (sent?.section !== row.section) report('foreign', `section ${row.section}`);
    else if (!isDeepStrictEqual(row.content, sent.content)) report('changed', `section ${row.section}`);
  }
  for (const section of Object.keys(inventory ?? {})) if (!held.has(section)) report('missing', `section ${section}`);
}
