// IPv4 addresses of a range, each lent to one owner.
export class AddressPool {
  private readonly first: number;
  private readonly last: number;
  private readonly owners = new Map<string, string>();

  /** @param range `203.0.113.0/24`; its first and last address are not given away */
  constructor(range: string) {
    const [base = '', bits = '32'] = range.split('/');
    const size = 2 ** (32 - Number(bits));
    const start = toNumber(base) - (toNumber(base) % size);
    this.first = start + 1;
    this.last = start + size - 2;
  }

  has(ip: string): boolean {
    const number = toNumber(ip);
    return number >= this.first && number <= this.last;
  }

  /** The owner's address: the one it has, the one it wishes if that is free, else the lowest free one; undefined where none is left. */
  allocate(owner: string, wish?: string): string | undefined {
    if (wish && this.has(wish) && [undefined, owner].includes(this.owners.get(wish))) {
      this.release(owner);
      this.owners.set(wish, owner);
      return wish;
    }
    for (const [ip, holder] of this.owners) if (holder === owner) return ip;
    for (let number = this.first; number <= this.last; number++) {
      const ip = toText(number);
      if (this.owners.has(ip)) continue;
      this.owners.set(ip, owner);
      return ip;
    }
    return undefined;
  }

  take(owner: string, ip: string): void {
    if (this.has(ip)) this.owners.set(ip, owner);
  }

  release(owner: string): void {
    for (const [ip, holder] of this.owners) if (holder === owner) this.owners.delete(ip);
  }
}

function toNumber(ip: string): number {
  return ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function toText(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}
