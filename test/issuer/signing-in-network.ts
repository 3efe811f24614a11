import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/ledger.ts'
import { walletProvider, type WalletProvider } from '../support/outside-wallet.ts'
import { startSignInProvider } from '../support/sign-in-provider.ts'
import { markedFields } from './marked-person.ts'
import { csvHeader, makeRealNetwork, type RealConfig } from './real-network.ts'

export interface SigningInNetwork {
  readonly folder: string
  readonly port: number
  readonly config: RealConfig
  readonly provider: WalletProvider
  close(): Promise<void>
}

/** A real ledger, a real sign-in provider, and a council whose record holds Ada, who can sign in there. */
export async function openSigningInNetwork(): Promise<SigningInNetwork> {
  const folder = temporaryFolder()
  const port = await freePort()
  const issuerUrl = `http://localhost:${port}`
  const { config, devLedger } = await makeRealNetwork(folder.path, issuerUrl)
  const signInProvider = await startSignInProvider(join(folder.path, 'sign-in'), issuerUrl)
  const provider = await walletProvider()
  const values = csvHeader.split(',').map((column) => (markedFields as Readonly<Record<string, string>>)[column] ?? '')
  writeFileSync(join(folder.path, 'aldermoor.csv'), `${csvHeader},sign_in_subject,library_card_number,library_membership,home_library\nAL-0001${values.join(',')},ada,LC7788991,adult,Mill-Lane-8Kq\n`)
  return {
    folder: folder.path,
    port,
    provider,
    config: {
      ...config,
      authorization: {
        signIn: signInProvider.signIn,
        recordColumn: 'sign_in_subject',
        clients: [
          { clientId: 'https://wallet.example', name: 'Example wallet', redirectUris: ['https://wallet.example/callback'], authentication: 'none' },
          { clientId: 'https://wallets.example/haip', name: 'Attested wallet', redirectUris: ['https://wallet.example/callback'], authentication: 'attest_jwt_client_auth' },
        ],
        attestationAnchors: [provider.ca.certificate],
      },
    },
    close: async () => {
      await signInProvider.close()
      await devLedger.close()
      folder.remove()
    },
  }
}
