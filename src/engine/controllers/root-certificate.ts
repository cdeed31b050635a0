// The CA certificate of the simulated control plane: nothing is encrypted here, so it is text in the right shape and no more.
const body = 'VGhpcyBpcyBub3QgYSBjZXJ0aWZpY2F0ZTogS3ViYXJpdW0gc2ltdWxhdGVzIHRoZSBjbHVzdGVyLCBub3QgaXRzIGNyeXB0b2dyYXBoeS4g';

export const rootCertificate = `-----BEGIN CERTIFICATE-----\n${(body.repeat(8).match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`;
