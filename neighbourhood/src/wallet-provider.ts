import { generateKeyPairSync } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createConsortiumCa, issueLeafCertificate } from '@counterfoil/service-kit/authority/consortium-ca'

/** Files by which the wallet's server attests wallets, and issuers believe it. */
export interface ProviderFiles {
  readonly key: string
  readonly chain: string
  readonly anchor: string
}

const days = 825

/** Makes what is missing: a key, certified under a root whose own key nobody keeps. The last file is written last, so that a start which was cut off begins again. */
export async function ensureWalletProvider(folder: string, walletUrl: string): Promise<ProviderFiles> {
  const files = { key: join(folder, 'wallet-provider-key.pem'), chain: join(folder, 'wallet-provider-chain.pem'), anchor: join(folder, 'wallet-provider-anchor.pem') }
  if (existsSync(files.anchor)) return files
  const ca = await createConsortiumCa('Counterfoil demo wallet provider')
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const leaf = await issueLeafCertificate({ ca, publicJwk: { kty: 'EC', crv: 'P-256', x, y }, name: 'Counterfoil wallet provider', did: walletUrl, days })
  writeFileSync(files.key, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 })
  writeFileSync(files.chain, `-----BEGIN CERTIFICATE-----\n${leaf}\n-----END CERTIFICATE-----\n`, { mode: 0o600 })
  writeFileSync(files.anchor, ca.certificate, { mode: 0o600 })
  return files
}
