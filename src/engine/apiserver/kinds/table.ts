// Every kind's strategy, registered.
import type { Strategy } from '../strategy.ts';

export const strategies: readonly Strategy[] = [];
