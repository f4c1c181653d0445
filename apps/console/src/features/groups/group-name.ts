/** Names that are confused with the whole organization (全体管理: group id 0 or blank). Pure. */

const reserved = ['全体管理', 'whole organization'];

export function isReservedName(name: string): boolean {
  return reserved.includes(name.normalize('NFKC').trim().toLowerCase());
}
