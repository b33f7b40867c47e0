/** What the codes of Node's network errors mean, in words an operator can act on. */
const words: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name of the host is not known',
  EAI_AGAIN: 'the name of the host cannot be looked up: DNS does not answer',
  ECONNREFUSED: 'nothing listens there, or a firewall refuses',
  ECONNRESET: 'the other side broke it off',
  EPIPE: 'the other side broke it off',
  ETIMEDOUT: 'the host does not answer',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'this machine has no network',
  EPROTO: 'the other side does not speak TLS',
  CERT_HAS_EXPIRED: 'TLS: its certificate has expired; is the clock of this machine right?',
  CERT_NOT_YET_VALID: 'TLS: its certificate is not valid yet; is the clock of this machine right?',
  ERR_TLS_CERT_ALTNAME_INVALID: 'TLS: its certificate is for another host: somebody is in between',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'TLS: its certificate is self-signed: somebody is in between',
  SELF_SIGNED_CERT_IN_CHAIN: 'TLS: its certificate is self-signed: somebody is in between',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'TLS: its certificate is from an issuer that is not known',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'TLS: its certificate is from an issuer that is not known',
};

/** `ENOTFOUND: the name of the host is not known`; the bare code if there are no words for it. */
export function describeConnectionFault(code: string | undefined): string {
  if (code === undefined) return 'unknown reason';
  const said = words[code];
  return said === undefined ? code : `${code}: ${said}`;
}
