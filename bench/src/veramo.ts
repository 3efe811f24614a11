import { join } from 'node:path'
import { createAgent, type ICredentialPlugin, type IResolver, type VerifiableCredential } from '@veramo/core'
import { CredentialProviderJWT } from '@veramo/credential-jwt'
import { CredentialPlugin } from '@veramo/credential-w3c'
import { DIDResolverPlugin } from '@veramo/did-resolver'
import { Resolver, type DIDResolutionResult } from 'did-resolver'
import { getResolver } from 'ethr-did-resolver'
import { ensureSecrets } from '@counterfoil/neighbourhood/secrets'
import { envelopesUnder } from '@counterfoil/service-kit/keys/custody-settings'
import { openIdentityAgent } from '@counterfoil/service-kit/keys/identity-agent'
import { issueJwtVcJson, type W3cCredential } from '@counterfoil/service-kit/keys/w3c-credentials'
import type { BenchNetwork } from './http/start-network.ts'
import { cpuRounds, type Rounds } from './measure.ts'

const credential: W3cCredential = {
  id: 'urn:uuid:00000000-0000-4000-8000-000000000000',
  type: ['VerifiableCredential', 'Residency'],
  issuanceDate: '2026-01-01T00:00:00Z',
  expirationDate: '2036-01-01T00:00:00Z',
  credentialSubject: { id: 'did:example:holder', ...Object.fromEntries(Array.from({ length: 10 }, (_, number) => [`claim_${number}`, `value ${number}`])) },
}

/** Veramo with an identity on a real ledger; its document is fetched once, so that no round trip is measured. */
export async function measureVeramo({ places, network, authority }: BenchNetwork): Promise<{ readonly verify: Rounds; readonly create: Rounds }> {
  const { did, keys } = network.authorities.find(({ id }) => id === authority) ?? raise()
  const { rpcUrl, registry, chainId } = network.ledger
  const identities = await openIdentityAgent({ databaseFile: join(places.issuerDir, 'keys.sqlite'), custody: envelopesUnder(ensureSecrets(places.secretsDir).issuerKek), ledger: network.ledger })
  try {
    const issue = () => issueJwtVcJson(identities.agent, { issuerDid: did, kid: keys.credential.kid, credential })
    const jwt = await issue()
    const stock = new Resolver({ ...getResolver({ networks: [{ name: `0x${chainId.toString(16)}`, chainId, rpcUrl, registry }] }) })
    const document = await stock.resolve(did)
    const agent = createAgent<ICredentialPlugin & IResolver>({
      plugins: [new CredentialPlugin([new CredentialProviderJWT()]), new DIDResolverPlugin({ ethr: async (): Promise<DIDResolutionResult> => document })],
    })
    const verify = async (): Promise<void> => {
      const { verified } = await agent.verifyCredential({ credential: jwt as unknown as VerifiableCredential })
      if (!verified) throw new Error('Veramo does not accept the credential.')
    }
    return { verify: await cpuRounds(verify), create: await cpuRounds(issue) }
  } finally {
    await identities.close()
  }
}

function raise(): never {
  throw new Error('The network has no such authority.')
}
