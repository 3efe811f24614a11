import { writeFileSync } from 'node:fs'

/** A wallet of nobody's, for whoever wants to try the issuer with their own: it may send citizens here, and take them back. */
export const exampleWallet = {
  client_id: 'https://wallet.example',
  client_name: 'Example wallet',
  redirect_uris: ['https://wallet.example/callback', 'http://localhost:8080/callback'],
  token_endpoint_auth_method: 'none',
} as const

export function writeWallets(file: string): string {
  writeFileSync(file, JSON.stringify([exampleWallet]), { mode: 0o600 })
  return file
}
