// IPv4 addresses in ranges.
const number = (text: string): number => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

export function inCidr(ip: string, cidr: string): boolean {
  const [base = '', bits = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(ip) / size) === Math.floor(number(base) / size);
}
