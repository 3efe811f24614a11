import { writeFileSync } from 'node:fs'
import { walletReturnPath } from '@counterfoil/shared/oid4vci/credential-offer'

/** A wallet of nobody's, for whoever wants to try the issuer with their own: it may send citizens here, and take them back. */
export const exampleWallet = {
  client_id: 'https://wallet.example',
  client_name: 'Example wallet',
  redirect_uris: ['https://wallet.example/callback', 'http://localhost:8080/callback'],
  token_endpoint_auth_method: 'none',
} as const

/** The neighbourhood's own wallet, which says who it is by its address, and is attested by its server. */
const ownWallet = (walletUrl: string) => ({ client_id: walletUrl, client_name: 'Counterfoil wallet', redirect_uris: [`${walletUrl}${walletReturnPath}`], token_endpoint_auth_method: 'attest_jwt_client_auth' })

export function writeWallets(file: string, walletUrl: string): string {
  writeFileSync(file, JSON.stringify([exampleWallet, ownWallet(walletUrl)]), { mode: 0o600 })
  return file
}
