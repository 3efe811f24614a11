import { describe, expect, it } from 'vitest'
import { createConsortiumCa, issueLeafCertificate } from '@counterfoil/service-kit/authority/consortium-ca'
import type { Es256Key } from '@counterfoil/service-kit/keys/key-custody'
import type { CustodyKey } from '@counterfoil/service-kit/keys/key-keeper'
import type { KeyRole } from '@counterfoil/service-kit/keys/key-role'
import { mustHoldOnly, mustNameSeparateKeys } from '@counterfoil/service-kit/keys/key-separation'
import { makeKeyPair } from '@counterfoil/service-kit/keys/envelope/key-pair'
import { publicJwkOf } from '@counterfoil/service-kit/keys/p256-key'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { NetworkAuthority, NetworkKey } from '@counterfoil/shared/network/network'

const ca = await createConsortiumCa('Test')
const certified = async (kid: string, publicKeyHex = makeKeyPair('P-256').publicKeyHex): Promise<NetworkKey> => ({
  kid,
  x5c: [await issueLeafCertificate({ ca, publicJwk: publicJwkOf(publicKeyHex), name: 'Test', did: 'did:example:1', days: 1 })],
})

async function authority(id: string, changes: Partial<NetworkAuthority['keys']> = {}): Promise<NetworkAuthority> {
  const keys = { credential: await certified(`${id}#1`), status: await certified(`${id}#2`), request: await certified(`${id}#3`), ...changes }
  return { id, letter: 'A', name: { en: id, cy: id }, did: `did:example:${id}`, issuerUrl: '', verifierUrl: '', keys }
}

const authorityOf = await authority('aldermoor')

describe('the keys of a network', () => {
  it('are each for one role of one authority', async () => {
    expect(() => mustNameSeparateKeys({ authorities: [] })).not.toThrow()
    const authorities = [await authority('aldermoor'), await authority('brackenfield')]
    expect(() => mustNameSeparateKeys({ authorities })).not.toThrow()
  })

  it('stop the start when one name has two roles', async () => {
    const shared = await certified('aldermoor#1')
    const authorities = [await authority('aldermoor', { credential: shared, status: await certified('aldermoor#1') })]
    expect(() => mustNameSeparateKeys({ authorities })).toThrow('names one key as both the credential key of aldermoor and the status key of aldermoor')
  })

  it('may have a successor, which is no other key of theirs', async () => {
    const next = { ...(await certified('aldermoor#4')), signsFrom: 0 }
    const keys = { credential: { ...(await certified('aldermoor#1')), next } }
    expect(() => mustNameSeparateKeys({ authorities: [{ ...authorityOf, keys: { ...authorityOf.keys, ...keys } }] })).not.toThrow()
    expect(() => mustNameSeparateKeys({ authorities: [{ ...authorityOf, keys: { ...authorityOf.keys, ...keys, status: next } }] })).toThrow('both the next credential key of aldermoor and the status key of aldermoor')
  })

  it('stop the start when one key has two names, over all authorities', async () => {
    const { publicKeyHex } = makeKeyPair('P-256')
    const authorities = [await authority('aldermoor', { request: await certified('a', publicKeyHex) }), await authority('brackenfield', { credential: await certified('b', publicKeyHex) })]
    expect(() => mustNameSeparateKeys({ authorities })).toThrow('both the request key of aldermoor and the credential key of brackenfield')
  })
})

describe('the keys of a process', () => {
  const held = (...keys: readonly Partial<CustodyKey>[]) => ({
    list: async (): Promise<CustodyKey[]> => keys.map((key, index) => ({ id: `k${index}`, role: 'credential', authority: 'aldermoor', publicKeyHex: `04${index}`, createdAt: epochSeconds(0), retiredAt: null, ...key })),
  })

  it('are of its own roles alone', async () => {
    await mustHoldOnly(held({ role: 'credential' }, { role: 'gas' }), ['credential', 'status', 'gas'], 'issuer')
    await expect(mustHoldOnly(held({ role: 'credential' }, { role: 'controller' }), ['credential', 'status', 'gas'], 'issuer')).rejects.toThrow('The issuer holds a controller key (k1), which is not one of its roles (credential, status, gas).')
  })

  it('are each there once', async () => {
    await expect(mustHoldOnly(held({ publicKeyHex: '04a' }, { role: 'status', publicKeyHex: '04a' }), ['credential', 'status'], 'issuer')).rejects.toThrow('one key as both the credential key of aldermoor and the status key')
  })
})

describe('the type of a signer', () => {
  const signCredential = (key: Es256Key<'credential'>): unknown => key.sign('')
  const signerOf = <Role extends 'credential' | 'status' | 'request'>(role: Role): Es256Key<Role> => ({ id: 'k', role, publicJwk: { kty: 'EC', crv: 'P-256', x: '', y: '' }, sign: () => '' })

  it('lets no key of another role sign a credential', () => {
    signCredential(signerOf('credential'))
    // @ts-expect-error a status key is no credential key
    signCredential(signerOf('status'))
    // @ts-expect-error a request key is no credential key
    signCredential(signerOf('request'))
    // @ts-expect-error a gas account signs no JWT
    const gas: Parameters<typeof signerOf>[0] = 'gas' satisfies KeyRole
    expect(gas).toBe('gas')
  })
})
