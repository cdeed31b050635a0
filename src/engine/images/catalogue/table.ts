// Every repository of the sandbox's registries.
import type { Repository } from '../repository.ts';
import { nginx } from './nginx.ts';

export const repositories: readonly Repository[] = [nginx];
