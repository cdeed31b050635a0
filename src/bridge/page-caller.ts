// Who the page is to the API server.
import type { Caller } from '../engine/client/api.ts';

export const pageCaller: Caller = { userAgent: 'kubarium-page', actor: 'page', user: 'admin', groups: ['system:masters', 'system:authenticated'] };
