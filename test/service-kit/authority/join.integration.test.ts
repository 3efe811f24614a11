import { X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeBytes32String } from 'ethers'
import { DataSource } from 'typeorm'
import { Resolver } from 'did-resolver'
import { getResolver } from 'ethr-did-resolver'
import { createAgent } from '@veramo/core'
import { CredentialPlugin } from '@veramo/credential-w3c'
import { CredentialProviderJWT } from '@veramo/credential-jwt'
import { DIDResolverPlugin } from '@veramo/did-resolver'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { findVerificationKey } from '@counterfoil/shared/did/verification-method'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import { createAuthorityDirectory } from '@counterfoil/shared/trust/authority-directory'
import { erc1056Listing } from '@counterfoil/shared/trust/erc1056-listing'
import { accredit, listAuthority, withdrawAccreditation } from '@counterfoil/service-kit/authority/accredit'
import { controlledConsortium } from '@counterfoil/service-kit/authority/consortium'
import { createConsortiumCa, issueLeafCertificate } from '@counterfoil/service-kit/authority/consortium-ca'
import { createIdentity } from '@counterfoil/service-kit/authority/create-identity'
import { gasAccount } from '@counterfoil/service-kit/authority/gas-account'
import { publishSigningKey, type PublishedKey } from '@counterfoil/service-kit/authority/publish-signing-key'
import { writesOfController } from '@counterfoil/service-kit/authority/registry-writer'
import { publishedDocument } from '@counterfoil/service-kit/authority/published-document'
import { envelopesUnder } from '@counterfoil/service-kit/keys/custody-settings'
import { openIdentityAgent, type IdentityAgent } from '@counterfoil/service-kit/keys/identity-agent'
import { openKeyRing } from '@counterfoil/service-kit/keys/key-ring'
import { issueJwtVcJson } from '@counterfoil/service-kit/keys/w3c-credentials'
import { verifyEs256, importP256 } from '@counterfoil/service-kit/crypto/es256'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { makeActor, startTestLedger, temporaryFolder, writeTo } from '../../support/ledger.ts'
import { watch, type Watched } from '../../support/watched.ts'
import { fundIdentities } from '../../support/outside-ledger.ts'

const folder = temporaryFolder()
const kekFile = join(folder.path, 'kek')
const custody = envelopesUnder(kekFile)
let ledger: DevLedger
let watched: Watched
let network: NetworkLedger
let controllers: IdentityAgent
let issuer: IdentityAgent
let did: string
let credentialKey: PublishedKey
let requestKey: PublishedKey

beforeAll(async () => {
  writeFileSync(kekFile, '07'.repeat(32))
  ledger = await startTestLedger(join(folder.path, 'ledger'))
  watched = watch({
    deployment: () => ({
      issuer: null,
      verifier: null,
      keyStores: [join(folder.path, 'controllers.sqlite'), join(folder.path, 'issuer.sqlite')],
      network: null,
      logs: null,
      ledger: ledger.rpcUrl,
      ledgerJournal: join(folder.path, 'ledger', 'journal.jsonl'),
      now: Math.floor(Date.now() / 1000),
      grace: 0,
      fetch,
      markers: [{ name: 'given_name', value: 'canary-of-this-test' }],
      searched: [folder.path],
      acknowledged: null,
    }),
    unseen: ['INV-20'],
  })
  network = { rpcUrl: ledger.rpcUrl, chainId: ledger.chainId, registry: ledger.registry, consortium: '' }
  controllers = await openIdentityAgent({ databaseFile: join(folder.path, 'controllers.sqlite'), custody, ledger: network })
  issuer = await openIdentityAgent({ databaseFile: join(folder.path, 'issuer.sqlite'), custody, ledger: network })
  network = { ...network, consortium: await createIdentity(controllers, 'consortium', network) }
  did = await createIdentity(controllers, 'aldermoor', network)
  await fundIdentities(network, network.consortium, did)
  const publish = (role: 'credential' | 'request'): Promise<PublishedKey> => publishSigningKey({ write: writesOfController(controllers, did, network), owner: issuer, authority: 'aldermoor', did, role, ledger: network })
  credentialKey = await publish('credential')
  requestKey = await publish('request')
})
afterAll(async () => {
  await watched.end()
  await issuer.close()
  await controllers.close()
  await ledger.close()
  folder.remove()
})

describe('an authority that joins', () => {
  it('publishes its keys, each for its own purpose', async () => {
    const { document } = await publishedDocument(network, did)
    expect(findVerificationKey(document, credentialKey.kid, 'assertionMethod')).toEqual(credentialKey.publicJwk)
    expect(findVerificationKey(document, credentialKey.kid, 'authentication')).toBeNull()
    expect(findVerificationKey(document, requestKey.kid, 'authentication')).toEqual(requestKey.publicJwk)
  })

  it('has the same document by the stock resolver', async () => {
    const stock = new Resolver(getResolver({ networks: [{ name: `0x${network.chainId.toString(16)}`, chainId: network.chainId, rpcUrl: network.rpcUrl, registry: network.registry }] }))
    const { didDocument } = await stock.resolve(did, { accept: 'application/did+json' })
    expect(JSON.stringify((await publishedDocument(network, did)).document)).toBe(JSON.stringify(didDocument))
  })

  it('changes nothing when it joins again', async () => {
    const before = (await publishedDocument(network, did)).metadata.versionId
    expect(await createIdentity(controllers, 'aldermoor', network)).toBe(did)
    expect(await publishSigningKey({ write: writesOfController(controllers, did, network), owner: issuer, authority: 'aldermoor', did, role: 'credential', ledger: network })).toEqual(credentialKey)
    expect((await publishedDocument(network, did)).metadata.versionId).toBe(before)
  })

  it('is accredited, listed and withdrawn by the consortium', async () => {
    const consortium = controlledConsortium(controllers, network)
    const change = { kind: 'issue', scope: 'https://types.example/residency/1', authorityDid: did } as const
    expect(await accredit(consortium, { ...change, validity: seconds(3600) })).toBe(true)
    expect(await accredit(consortium, { ...change, validity: seconds(3600) })).toBe(false)
    const listing = { did, letter: 'A', name: { en: 'Aldermoor', cy: 'Aldermoor' }, issuer: 'http://localhost:1/aldermoor', verifier: 'http://localhost:2/aldermoor' }
    expect(await listAuthority(consortium, listing)).toBe(true)
    expect(await listAuthority(consortium, listing)).toBe(false)
    const directory = createAuthorityDirectory({ listing: erc1056Listing({ resolver: { resolve: async (identity) => ({ value: await publishedDocument(network, identity), observedAt: systemClock.now() }) }, consortium: network.consortium, clock: systemClock }) })
    expect(await directory.byLetter('A')).toEqual(listing)
    const moved = { ...listing, issuer: 'https://new.example/aldermoor' }
    for (const each of [moved, listing, moved]) {
      expect(await listAuthority(consortium, each)).toBe(true)
      expect(await directory.all()).toEqual([each])
    }
    expect(await withdrawAccreditation(consortium, change)).toBe(true)
    expect(await withdrawAccreditation(consortium, change)).toBe(false)
  })

  it('signs with native keys from the encrypted store', async () => {
    const signer = await openKeyRing(issuer).signer(credentialKey.kid, 'credential')
    expect(verifyEs256(importP256(credentialKey.publicJwk), 'text', await signer.sign('text'))).toBe(true)
  })

  it('has the same key in a certificate under the consortium', async () => {
    const ca = await createConsortiumCa('Counterfoil test consortium')
    const leaf = new X509Certificate(Buffer.from(await issueLeafCertificate({ ca, publicJwk: credentialKey.publicJwk, name: 'Aldermoor', did, days: 30 }), 'base64'))
    expect(leaf.verify(new X509Certificate(ca.certificate).publicKey)).toBe(true)
    expect(leaf.publicKey.export({ format: 'jwk' })).toMatchObject(credentialKey.publicJwk)
    expect(leaf.subjectAltName).toContain(did)
    expect(leaf.ca).toBe(false)
  })

  it('issues by Veramo what a stock Veramo agent verifies, and leaves no claim in its tables', async () => {
    const jwt = await issueJwtVcJson(issuer.agent, {
      issuerDid: did,
      kid: credentialKey.kid,
      credential: {
        id: 'urn:uuid:00000000-0000-4000-8000-000000000001',
        type: ['VerifiableCredential', 'ResidencyCredential'],
        issuanceDate: new Date(Date.now() - 1000).toISOString(),
        expirationDate: new Date(Date.now() + 86_400_000).toISOString(),
        credentialSubject: { id: 'did:jwk:holder', given_name: 'canary-of-this-test' },
      },
    })
    expect(JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString())).toMatchObject({ alg: 'ES256', kid: credentialKey.kid })
    const stock = createAgent<never>({
      plugins: [
        new DIDResolverPlugin({ ...getResolver({ networks: [{ name: `0x${network.chainId.toString(16)}`, chainId: network.chainId, rpcUrl: network.rpcUrl, registry: network.registry }] }) }),
        new CredentialPlugin([new CredentialProviderJWT()]),
      ],
    }) as unknown as { verifyCredential(what: { credential: string }): Promise<{ verified: boolean }> }
    expect(await stock.verifyCredential({ credential: jwt })).toMatchObject({ verified: true })
    const altered = `${jwt.slice(0, -10)}${jwt.at(-10) === 'A' ? 'B' : 'A'}${jwt.slice(-9)}`
    expect((await stock.verifyCredential({ credential: altered })).verified).toBe(false)
    const source = await new DataSource({ type: 'sqlite', database: join(folder.path, 'issuer.sqlite') }).initialize()
    for (const table of ['credential', 'claim', 'message', 'presentation']) expect(await source.query(`SELECT * FROM ${table}`)).toEqual([])
    await source.destroy()
  })

  it('has a gas account that pays and anchors on its own address, and controls nothing else', async () => {
    const { key, address } = await gasAccount(issuer.custody, 'aldermoor')
    expect((await gasAccount(issuer.custody, 'aldermoor')).key.id).toBe(key.id)
    const account = makeActor(ledger, await issuer.custody.ethereumSigner(key.id, 'gas'))
    const anchor = [encodeBytes32String('counterfoil/audit'), '0x01', 3600] as const
    await writeTo(account, 'setAttribute', address, ...anchor)
    expect(Number(await account.registry.getFunction('changed')(address))).toBeGreaterThan(0)
    await expect(writeTo(account, 'setAttribute', did.split(':').at(-1), ...anchor)).rejects.toThrow()
    await expect(issuer.custody.ethereumSigner(key.id, 'controller')).rejects.toThrow('is a gas key')
  })

  it('refuses to open its keys with another key encryption key', async () => {
    const other = join(folder.path, 'other-kek')
    writeFileSync(other, '08'.repeat(32))
    await expect(openIdentityAgent({ databaseFile: join(folder.path, 'issuer.sqlite'), custody: envelopesUnder(other), ledger: network })).rejects.toThrow('another key encryption key')
  })
})
