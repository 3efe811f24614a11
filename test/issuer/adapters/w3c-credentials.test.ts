import { describe, expect, it } from 'vitest'
import { open } from '@counterfoil/issuer/domain/profile'
import { w3cCredential2 } from '@counterfoil/issuer/adapters/w3c-credentials'
import { secureVcJwt } from '@counterfoil/issuer/adapters/vc-jwt'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import type { ClaimsSchema } from '@counterfoil/shared/catalogue/claims-schema'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Json, JsonObject } from '@counterfoil/shared/kernel/json'
import { configurationsOf } from '@counterfoil/shared/oid4vci/credential-configuration'
import { faultOfCredential } from '@counterfoil/shared/vc/fault-of-credential'
import { meaningOf } from '../../support/json-ld.ts'
import { walletKey } from '../../support/outside-wallet.ts'
import { contextUrl } from '@counterfoil/shared/vc/contexts'

const authority = { id: 'aldermoor', letter: 'A', name: { en: 'Aldermoor', cy: 'Aldermoor' }, did: 'did:ethr:0x7a69:0x1111111111111111111111111111111111111111', serviceUrl: 'https://issuer.example', identifier: 'https://issuer.example/aldermoor', profile: open }

/** Something for every claim that a type can have, whatever it may be. */
function somethingOf(schema: ClaimsSchema, path: string): Json {
  if (schema.type === 'object') return Object.fromEntries(Object.entries(schema.properties).map(([name, member]) => [name, somethingOf(member, `${path}.${name}`)]))
  if (schema.type === 'string') return schema.format === 'date' ? '2026-11-29' : `text of ${path}`
  return schema.type === 'integer' ? 7 : true
}

/** Where a claim's meaning is, and what it says there. */
function leavesOf(value: Json, address: string): [string, Json][] {
  if (typeof value !== 'object' || value === null) return [[address, value]]
  return Object.entries(value).flatMap(([name, member]) => leavesOf(member as Json, address === '' ? name : `${address}.${name}`))
}

const credentialOf = (configuration: NonNullable<ReturnType<ReturnType<typeof configurationsOf>['get']>>, claims: JsonObject): JsonObject =>
  w3cCredential2({ authority, configuration, counterfoil: { issuedAt: epochSeconds(1_764_000_000), expiresAt: epochSeconds(1_795_536_000) }, place: { statusIssuer: 'aldermoor', statusList: 1, statusIndex: 7 }, claims, holder: walletKey().jwk })

const configurations = [...configurationsOf(readCatalogue().values(), 'https://issuer.example/types').values()].filter(({ shape }) => shape === 'vc-jwt').map((configuration) => [configuration.type.id, configuration] as const)

describe('as a credential of the W3C data model 2.0,', () => {
  it.each(configurations)('%s has its shape, and every claim of it means something of its own', async (_id, configuration) => {
    const claims = somethingOf(configuration.type.schema, '') as JsonObject
    const credential = credentialOf(configuration, claims)
    expect(faultOfCredential(credential)).toBeNull()
    const meaning = await meaningOf(credential, new Map([[contextUrl(configuration.vct), configuration.published.context]]))
    const text = JSON.stringify(meaning)
    const leaves = leavesOf(claims, '')
    expect(leaves.length).toBeGreaterThan(0)
    for (const [path, value] of leaves) {
      expect(text, path).toContain(`"${configuration.vct}#${path}":[{`)
      expect(text, path).toContain(JSON.stringify(value))
    }
    expect(meaning['@type']).toEqual(['https://www.w3.org/2018/credentials#VerifiableCredential', ...configuration.type.w3cTypes.slice(1).map((name) => `${configuration.vct}#${name}`)])
  })

  it('a document that lacks something is signed by nobody', async () => {
    const [[, configuration] = []] = configurations
    if (configuration === undefined) throw new Error('the catalogue has no type')
    const { issuer: _issuer, ...rest } = credentialOf(configuration, { given_name: 'Ada' })
    const used: string[] = []
    const signer = { kid: 'kid', x5c: [], sign: (input: string | Uint8Array) => used.push(String(input)).toString() }
    await expect(secureVcJwt(rest, signer)).rejects.toThrow('issuer')
    expect(used).toEqual([])
  })
})
