// git and openssl in images of their own: what init containers clone with, and make certificates with.
import type { Repository } from '../repository.ts';
import { userland } from '../userland.ts';

export const toolImages: readonly Repository[] = [
  { names: ['docker.io/alpine/git', 'docker.io/bitnami/git'], image: (tag) => (/^(?:latest|v?\d+(?:\.\d+){0,2}|edge-\d\.\d+\.\d)$/.test(tag) ? { sizeMiB: 30, entrypoint: ['git'], cmd: ['--help'], workingDir: '/git', programs: userland('alpine-git') } : undefined) },
  { names: ['docker.io/alpine/openssl', 'docker.io/frapsoft/openssl'], image: (tag) => (/^(?:latest|3\.\d+\.\d+)$/.test(tag) ? { sizeMiB: 8, entrypoint: ['openssl'], cmd: ['help'], programs: userland('alpine-openssl') } : undefined) },
];
