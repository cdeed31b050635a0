// The size of what ConfigMaps and Secrets hold.

/** 1 MiB, of all values together (pkg/apis/core/types.go: MaxSecretSize). */
export const maxDataSize = 1024 * 1024;
