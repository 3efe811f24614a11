import { describe, expect, it } from 'vitest'
import { configurationsOf } from '@counterfoil/shared/oid4vci/credential-configuration'
import { publishedConfiguration } from '@counterfoil/shared/oid4vci/published-configuration'
import { typeOf } from '../../support/catalogue.ts'

const type = typeOf('residency')
const configurations = configurationsOf([type], 'https://types.example')
const published = (id: string): Record<string, unknown> => {
  const configuration = configurations.get(id)
  if (configuration === undefined) throw new Error(`no configuration ${id}`)
  return publishedConfiguration(configuration, { takesAttestations: false })
}

interface Claim {
  readonly path: readonly string[]
  readonly mandatory: boolean
  readonly display: readonly { readonly locale: string; readonly name: string }[]
}

const claimsOf = (id: string): readonly Claim[] => (published(id)['credential_metadata'] as { claims: Claim[] }).claims

describe('the configurations of a catalogue', () => {
  it('are one for each type and format, found by name and by nothing that every object inherits', () => {
    expect(configurations.has('residency-sd-jwt')).toBe(true)
    for (const name of ['__proto__', 'constructor', 'toString', 'residency']) expect(configurations.get(name)).toBeUndefined()
  })

  it('are of one type, whatever the format', () => {
    expect(new Set([...configurations.values()].map(({ vct }) => vct))).toEqual(new Set(['https://types.example/residency/1']))
  })

  it('publish what a wallet needs to ask: format, binding, algorithms, and a scope (HAIP 1.0)', () => {
    expect(published('residency-sd-jwt')).toMatchObject({
      format: 'dc+sd-jwt',
      vct: 'https://types.example/residency/1',
      scope: 'residency',
      cryptographic_binding_methods_supported: ['jwk', 'did:key', 'did:jwk'],
      credential_signing_alg_values_supported: ['ES256'],
      proof_types_supported: { jwt: { proof_signing_alg_values_supported: ['ES256'] } },
    })
  })

  it('publish an mdoc with its docType, COSE keys and COSE numbers of algorithms (OpenID4VCI 1.0, appendix A.2.2)', () => {
    const { vct, credential_definition: definition, ...mdoc } = published('residency-mdoc')
    expect([vct, definition]).toEqual([undefined, undefined])
    expect(mdoc).toMatchObject({
      format: 'mso_mdoc',
      doctype: 'org.counterfoil.residency.1',
      scope: 'residency',
      cryptographic_binding_methods_supported: ['cose_key'],
      credential_signing_alg_values_supported: [-7],
      proof_types_supported: { jwt: { proof_signing_alg_values_supported: ['ES256'] } },
    })
  })

  it('tell both data models of the W3C apart by their contexts', () => {
    expect(published('residency-jwt-vc')['credential_definition']).toEqual({ type: ['VerifiableCredential', 'ResidencyCredential'] })
    expect(published('residency-vc-jwt')['credential_definition']).toEqual({ type: ['VerifiableCredential', 'ResidencyCredential'], '@context': ['https://www.w3.org/ns/credentials/v2', 'https://types.example/residency/1/context.jsonld'] })
  })

  it('have no mdoc of a type that has no names for one', () => {
    const { mdoc: _names, ...nameless } = type
    expect([...configurationsOf([nameless], 'https://types.example').keys()]).toEqual(['residency-sd-jwt', 'residency-jwt-vc', 'residency-vc-jwt'])
  })

  it('describe every claim in both languages, by the path at which the format has it', () => {
    for (const [id, { shape }] of configurations) {
      const leaves = type.claims.filter(({ path }) => path.join() !== 'address').map(({ path }) => ['org.counterfoil.residency.1', path.at(-1)])
      const start = shape === 'sd-jwt' ? [] : ['credentialSubject']
      expect(new Set(claimsOf(id).map(({ path }) => path.join('/')))).toEqual(new Set((shape === 'mdoc' ? leaves : type.claims.map(({ path }) => [...start, ...path])).map((path) => path.join('/'))))
      expect(claimsOf(id).every(({ display }) => display.map(({ locale }) => locale).join() === 'en-GB,cy-GB')).toBe(true)
    }
  })

  it('call a claim mandatory when the schema requires it and all that it lies within', () => {
    const mandatory = claimsOf('residency-sd-jwt').filter((claim) => claim.mandatory).map(({ path }) => path.join('.'))
    expect(mandatory).toContain('given_name')
    expect(mandatory).not.toContain('address.address_line_2')
    for (const name of mandatory.filter((each) => each.includes('.'))) expect(mandatory).toContain(name.split('.')[0])
  })
})
