// The pages of an nginx that does not tell its version.
import type { HttpReply } from '../../machine/http.ts';
import { reasons } from '../../machine/http.ts';

const titles: Readonly<Record<number, string>> = { 302: 'Moved Temporarily', 413: 'Request Entity Too Large', 503: 'Service Temporarily Unavailable', 504: 'Gateway Time-out' };

export function nginxPage(status: number, headers: Readonly<Record<string, string>> = {}): HttpReply {
  const reason = titles[status] ?? reasons[status] ?? '';
  const title = `${status} ${reason}`;
  return { status, reason, headers: { 'Content-Type': 'text/html', ...headers }, body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n` };
}

export const redirectTo = (status: number, location: string): HttpReply => nginxPage(status, { Location: location });
