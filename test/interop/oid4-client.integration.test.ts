import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OID4Client, getCredentialOffer, robustDiscoverIssuer, signJWT } from '@digitalbazaar/oid4-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import { signEs256 } from '@counterfoil/service-kit/crypto/es256'
import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { startKillableIssuer, type KillableIssuer } from '../issuer/killable-issuer.ts'
import { makeKeyPair } from '../issuer/issuer-scene.ts'
import { markers } from '../issuer/marked-person.ts'
import { makeRealNetwork, realDeployment } from '../issuer/real-network.ts'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/ledger.ts'
import { watch, type Watched } from '../support/watched.ts'

// A client that nobody here wrote, against an issuer in a process of its own. Where it does otherwise than OpenID4VCI 1.0 says, that is
// shown here as it is: the issuer is not bent for it. docs/conformance.md says what it can't do.

const folder = temporaryFolder()
let issuerId: string
let issuer: KillableIssuer
let devLedger: DevLedger
let watched: Watched
beforeAll(async () => {
  const port = await freePort()
  const issuerUrl = `http://localhost:${port}`
  issuerId = `${issuerUrl}/aldermoor`
  const { config, devLedger: ledger } = await makeRealNetwork(folder.path, issuerUrl)
  devLedger = ledger
  const configFile = join(folder.path, 'config.json')
  writeFileSync(configFile, JSON.stringify(config))
  issuer = await startKillableIssuer(configFile, port)
  watched = watch({ deployment: () => realDeployment(folder.path, config, { grace: 60, markers, acknowledged: null }), unseen: ['INV-20'] })
})
afterAll(async () => {
  await watched.end()
  issuer.child.kill('SIGKILL')
  await issuer.gone
  await devLedger.close()
  folder.remove()
})

type Members = Readonly<Record<string, unknown>>
const json = async (url: string, init?: RequestInit): Promise<Members> => (await (await fetch(url, init)).json()) as Members
const now = (): number => Math.floor(Date.now() / 1000)

/** Reads an offer as the client does, and has it with a token for one of its configurations, by the details that the client itself would ask with. */
async function clientWith(offerId: string, configuration: string): Promise<{ readonly client: OID4Client; readonly identifiers: readonly string[] }> {
  const made = JSON.parse((await issuer.ask(`offer ${offerId}`)).slice('offer '.length)) as { readonly offerUri: string; readonly txCode: string }
  // By value: an address it takes by https alone.
  const offer = await getCredentialOffer({ url: `openid-credential-offer://?credential_offer=${encodeURIComponent(JSON.stringify(await json(made.offerUri)))}` })
  const code = (offer['grants'] as Readonly<Record<string, Members>>)[preAuthorizedCodeGrant]?.['pre-authorized_code']
  const details = JSON.stringify([{ type: 'openid_credential', credential_configuration_id: configuration }])
  // It knows no transaction codes, and no token type but `bearer` in small letters.
  const answer = await json(`${issuerId}/token`, { method: 'POST', body: new URLSearchParams({ grant_type: preAuthorizedCodeGrant, 'pre-authorized_code': String(code), tx_code: made.txCode, authorization_details: details }) })
  const { access_token: accessToken, authorization_details: authorizationDetails } = answer as { readonly access_token: string; readonly authorization_details: readonly { readonly credential_identifiers: readonly string[] }[] }
  const { origin, pathname } = new URL(issuerId)
  const metadata = await json(`${origin}/.well-known/openid-credential-issuer${pathname}`)
  return { client: new OID4Client({ accessToken, authorizationDetails, issuerConfig: { ...metadata, issuer: metadata['credential_issuer'] }, offer }), identifiers: authorizationDetails.flatMap(({ credential_identifiers: ids }) => ids) }
}

const nonce = async (): Promise<string> => String((await json(`${issuerId}/nonce`, { method: 'POST' }))['c_nonce'])

describe('@digitalbazaar/oid4-client', () => {
  it.each(['residency-sd-jwt', 'residency-jwt-vc', 'residency-vc-jwt', 'residency-mdoc'])('reads an offer and collects %s as it does by OpenID4VCI 1.0, with a proof that it signs', async (configuration) => {
    const { client, identifiers } = await clientWith(`oid4-${configuration}`, configuration)
    const { privateKey, jwk } = makeKeyPair()
    const signer = { id: 'the key in the header', algorithm: 'P-256', sign: async ({ data }: { readonly data: Uint8Array }) => Buffer.from(signEs256(privateKey, data), 'base64url') }
    // What its own proof lacks is said here; the JWT is of its making.
    const proof = await signJWT({ protectedHeader: { alg: 'ES256', typ: 'openid4vci-proof+jwt', jwk }, payload: { aud: issuerId, iat: now(), nonce: await nonce() }, signer })
    const { credentials } = await client.requestCredentials({ requests: identifiers.map((identifier) => ({ credential_identifier: identifier, proofs: { jwt: [proof] } })) })
    expect(credentials.map((credential) => typeof credential)).toEqual(['string'])
  })

  it('makes a proof of its own that has no typ and no iat, beside a second member of proofs, which OpenID4VCI 1.0 forbids (8.2, F.1)', async () => {
    const { client } = await clientWith('oid4-own-proof', 'residency-sd-jwt')
    const { privateKey, jwk } = makeKeyPair()
    const did = `did:jwk:${Buffer.from(JSON.stringify(jwk)).toString('base64url')}`
    const signed: string[] = []
    const sign = async ({ data }: { readonly data: Uint8Array }) => {
      signed.push(Buffer.from(data).toString())
      return Buffer.from(signEs256(privateKey, data), 'base64url')
    }
    const asked = client.requestCredentials({ format: 'dc+sd-jwt', nonce: await nonce(), did, didProofSigner: { id: `${did}#0`, algorithm: 'P-256', sign } })
    await expect(asked).rejects.toThrow('Could not receive credentials.')
    const [header, claims] = (signed[0] ?? '').split('.').map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Members)
    expect([header?.['typ'], claims?.['iat']]).toEqual([undefined, undefined])
  })

  it('wants an `issuer` by https in the metadata of a Credential Issuer, which OpenID4VCI 1.0 does not have there (12.2.4)', async () => {
    await expect(robustDiscoverIssuer({ issuer: issuerId })).rejects.toMatchObject({ cause: { message: '"issuer" is not an HTTPS URL.' } })
  })
})
