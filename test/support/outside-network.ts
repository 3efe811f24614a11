import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { planAccreditation, planListing } from '@counterfoil/service-kit/authority/accredit'
import { createIdentity } from '@counterfoil/service-kit/authority/create-identity'
import { writesOfController } from '@counterfoil/service-kit/authority/registry-writer'
import { planPublication, publishedName } from '@counterfoil/service-kit/authority/signing-key'
import { envelopesUnder } from '@counterfoil/service-kit/keys/custody-settings'
import { openIdentityAgent } from '@counterfoil/service-kit/keys/identity-agent'
import { p256PublicKeyHex } from '@counterfoil/service-kit/keys/p256-key'
import { epochSeconds, seconds } from '@counterfoil/shared/kernel/branded'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import type { OutsideSigner } from './outside-credential.ts'
import { fundIdentities } from './outside-ledger.ts'

/** A real ledger whose consortium lists one issuer, accredits it for one type, and knows nothing of its software. */
export async function listOutsideIssuer(folder: string, { rpcUrl, chainId, registry }: DevLedger, listing: Omit<ListedAuthority, 'did'>, vct: string): Promise<{ readonly ledger: NetworkLedger; readonly signer: Omit<OutsideSigner, 'claims'> }> {
  const kek = join(folder, 'kek')
  writeFileSync(kek, randomBytes(32).toString('hex'))
  const bare: NetworkLedger = { rpcUrl, chainId, registry, consortium: '' }
  const agent = await openIdentityAgent({ databaseFile: join(folder, 'controllers.sqlite'), custody: envelopesUnder(kek), ledger: bare })
  try {
    const ledger = { ...bare, consortium: await createIdentity(agent, 'consortium', bare) }
    const did = await createIdentity(agent, 'outside', ledger)
    await fundIdentities(ledger, ledger.consortium, did)
    const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const published = { id: 'outside', authority: 'outside', role: 'credential', publicKeyHex: p256PublicKeyHex(key), createdAt: epochSeconds(0), retiredAt: null } as const
    await writesOfController(agent, did, ledger)(await planPublication(ledger, did, published))
    const accredited = await planAccreditation(ledger, { kind: 'issue', scope: vct, authorityDid: did, validity: seconds(86_400) })
    await writesOfController(agent, ledger.consortium, ledger)([...accredited, ...(await planListing(ledger, { did, ...listing }))])
    const kid = await publishedName(ledger, did, published)
    if (kid === null) throw new Error('the ledger does not show the key')
    return { ledger, signer: { identifier: listing.issuer, kid, key, vct } }
  } finally {
    await agent.close()
  }
}
