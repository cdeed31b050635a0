// How kubectl reaches one cluster: all that a connection needs.
export interface ClusterConfig {
  /** `https://10.96.0.1:6443`, without a slash at the end */
  readonly server: string;
  /** The name of the user's entry in the kubeconfig; '' where there is none. */
  readonly userName: string;
  readonly insecure: boolean;
  readonly tlsServerName?: string;
  /** PEM in base64, as a kubeconfig holds it; also where it came from a file. */
  readonly certificateAuthorityData?: string;
  readonly clientCertificateData?: string;
  readonly clientKeyData?: string;
  readonly token?: string;
  readonly username?: string;
  readonly password?: string;
  /** Milliseconds; 0: none */
  readonly timeoutMs: number;
}
