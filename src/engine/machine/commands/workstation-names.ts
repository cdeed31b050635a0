// The names of the workstation's commands, known before their code is there: the prompt does not wait for it. A test compares them with the table.
export const workstationNames: readonly string[] = [
  'cat', 'tac', 'nl', 'cp', 'mv', 'cut', 'fold', 'paste', 'tr', 'date', 'env', 'printenv', 'head', 'ls', 'chmod', 'chown', 'ln', 'mkdir', 'mktemp',
  'rm', 'rmdir', 'touch', 'basename', 'dirname', 'du', 'pwd', 'readlink', 'realpath', 'stat', 'which', 'clear', 'reset', 'echo', 'expr', 'false',
  'nohup', 'printf', 'seq', 'sleep', 'true', 'test', '[', 'timeout', 'yes', 'comm', 'join', 'expand', 'xxd', 'shuf', 'sort', 'uniq', 'tail', 'tee', 'xargs', 'wc', 'arch', 'df',
  'groups', 'hostname', 'id', 'nproc', 'stty', 'tty', 'uname', 'uptime', 'whoami', 'base64', 'md5sum', 'sha1sum', 'sha256sum', 'od', 'find', 'diff',
  'cmp', 'grep', 'egrep', 'fgrep', 'sed', 'awk', 'kill', 'getent', 'more', 'tar', 'ps', 'pgrep', 'pkill', 'pidof', 'top', 'free', 'watch', 'nc',
  'ping', 'nslookup', 'wget', 'netstat', 'ip', 'curl', 'dig', 'host', 'ss', 'jq', 'yq', 'tree', 'rev', 'column', 'envsubst', 'less', 'man', 'help', 'vi', 'vim', 'nano', 'killall', 'openssl', 'git', 'ssh',
  'base32', 'basenc', 'cksum', 'sum', 'sha384sum', 'sha512sum', 'hexdump', 'strings', 'gzip', 'gunzip', 'zcat', 'split', 'csplit', 'truncate', 'dd', 'install', 'link', 'unlink', 'sync', 'factor', 'numfmt', 'bc', 'nice', 'stdbuf', 'unexpand', 'tsort',
];
