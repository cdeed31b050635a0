// The seam where requests are allowed or refused; without an authorizer of its own the server allows everything.
import type { Caller } from '../client/api.ts';
import type { RequestInfo } from './request-info.ts';

export interface Decision {
  readonly allowed: boolean;
  readonly reason: string;
}

export type Authorize = (caller: Caller, info: RequestInfo) => Decision;

export const alwaysAllow: Authorize = () => ({ allowed: true, reason: '' });
