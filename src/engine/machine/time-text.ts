// Times as programs print them.
import { rfc3339 } from '../base/time.ts';

/** `2026-01-02 03:04:05.000000000 +0000` */
export const formatTime = (epochMs: number): string => `${rfc3339(epochMs).replace('T', ' ').replace('Z', '')}.${String(Math.floor(epochMs) % 1000).padStart(3, '0')}000000 +0000`;
