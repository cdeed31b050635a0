// The size of what ConfigMaps and Secrets hold.

/** 1 MiB, of all values together (pkg/apis/core/types.go: MaxSecretSize). */
export const maxDataSize = 1024 * 1024;

/** Bytes that a base64 text stands for. */
export function decodedLength(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return Math.max(0, (base64.length / 4) * 3 - padding);
}
