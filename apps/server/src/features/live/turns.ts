/** Members that take turns: each stands in one of a fixed number of equal shares, and the shares come round one after another. */

export interface Turns<Member> {
  add(member: Member): void;
  remove(member: Member): void;
  /** The share whose turn it is now; a copy, so that members may leave meanwhile. */
  next(): readonly Member[];
}

export function createTurns<Member extends object>(count: number): Turns<Member> {
  const shares = Array.from({ length: count }, () => new Set<Member>());
  let turn = 0;
  let seat = 0;
  return {
    add(member) {
      shares[seat]?.add(member);
      seat = (seat + 1) % count;
    },
    remove(member) {
      for (const share of shares) if (share.delete(member)) return;
    },
    next() {
      const share = shares[turn];
      turn = (turn + 1) % count;
      return [...(share ?? [])];
    },
  };
}
