import type { ProvingKey } from '../ports.ts'

/**
 * Whoever vouches for this wallet where an issuer wants that. It is told of keys, and of nothing else: neither of the issuer nor of the
 * citizen. Throws a Fault `not_reachable`.
 */
export interface WalletProvider {
  /** That this wallet has the key, for one issuer alone. @see OpenID4VCI 1.0, appendix E */
  attestClient(key: ProvingKey): Promise<string>
  /** That a browser made these keys. @see OpenID4VCI 1.0, appendix D */
  attestKeys(keys: readonly ProvingKey[], nonce: string): Promise<string>
}
