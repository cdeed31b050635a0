// nginx: the web server, with the versions of Docker Hub's official image.
import { entrypoint, nginxProgram } from '../nginx/nginx.ts';
import { atLeast, nginxFiles } from '../nginx/pages.ts';
import { type Releases, type Repository, versionOf } from '../repository.ts';
import { userland } from '../userland.ts';

const releases: Releases = {
  last: {
    '1.7': 12, '1.8': 1, '1.9': 15, '1.10': 3, '1.11': 13, '1.12': 2, '1.13': 12, '1.14': 2, '1.15': 12, '1.16': 1, '1.17': 10, '1.18': 0, '1.19': 10, '1.20': 2, '1.21': 6, '1.22': 1, '1.23': 4, '1.24': 0, '1.25': 5, '1.26': 3, '1.27': 5, '1.28': 0, '1.29': 3,
  },
  names: { latest: '1.29', mainline: '1.29', stable: '1.28' },
  variants: ['alpine-slim', 'alpine-perl', 'alpine-otel', 'alpine', 'bookworm', 'bookworm-perl', 'bullseye', 'perl', 'otel'],
};

export const nginx: Repository = {
  names: ['docker.io/library/nginx', 'public.ecr.aws/nginx/nginx', 'public.ecr.aws/docker/library/nginx'],
  image(tag) {
    const found = versionOf(tag, releases);
    if (!found) return undefined;
    const { version, variant } = found;
    const alpine = variant.startsWith('alpine');
    const modern = atLeast(version, '1.19');
    return {
      sizeMiB: alpine ? 20 : modern ? 69 : 52,
      entrypoint: modern ? ['/docker-entrypoint.sh'] : [],
      cmd: ['nginx', '-g', 'daemon off;'],
      env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', NGINX_VERSION: alpine || modern ? version : `${version}-1~jessie` },
      exposedPorts: [80],
      stopSignal: atLeast(version, '1.19.5') ? 'SIGQUIT' : 'SIGTERM',
      files: nginxFiles(version),
      programs: { ...userland(alpine ? 'alpine-curl' : modern ? 'debian-curl' : 'debian'), '/usr/sbin/nginx': nginxProgram(version), ...(modern ? { '/docker-entrypoint.sh': entrypoint(version) } : {}) },
    };
  },
};
