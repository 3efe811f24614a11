import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readCouncilClients } from '@counterfoil/issuer/council-clients-file'

const folder = mkdtempSync(join(tmpdir(), 'counterfoil-clients-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (content: unknown): string => {
  writeFileSync(join(folder, 'clients.json'), JSON.stringify(content))
  return join(folder, 'clients.json')
}
const hash = 'a'.repeat(64)
const client = { clientId: 'crm', scopes: ['offers:write'], method: 'client_secret_basic', secretHashes: [hash] }
const jwk = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }

describe('the file of councils\' systems', () => {
  it('gives each client its authority', () => {
    const clients = readCouncilClients(file({ aldermoor: [client], brackenfield: [{ ...client, clientId: 'crm-2', method: 'private_key_jwt', secretHashes: undefined, jwks: { keys: [jwk] } }] }))
    expect([...clients.values()].map(({ id, authority, proof }) => [id, authority, proof.method])).toEqual([['crm', 'aldermoor', 'client_secret_basic'], ['crm-2', 'brackenfield', 'private_key_jwt']])
  })

  it.each([
    ['a client of two councils', { aldermoor: [client], brackenfield: [client] }, /crm twice: a client belongs to one authority/],
    ['a secret in the clear', { aldermoor: [{ ...client, secretHashes: ['my secret'] }] }, /SHA-256/],
    ['no scope', { aldermoor: [{ ...client, scopes: [] }] }, /scopes/],
    ['a scope that there is none of', { aldermoor: [{ ...client, scopes: ['all'] }] }, /scopes/],
    ['a private key', { aldermoor: [{ clientId: 'crm', scopes: ['offers:write'], method: 'private_key_jwt', jwks: { keys: [{ ...jwk, d: 'd' }] } }] }, /public key/],
    ['a key that is a secret', { aldermoor: [{ clientId: 'crm', scopes: ['offers:write'], method: 'private_key_jwt', jwks: { keys: [{ kty: 'oct', k: 'k' }] } }] }, /kty/],
    ['a member that nobody knows', { aldermoor: [{ ...client, secret: 'x' }] }, /secret/],
    ['a name that a log could not hold', { aldermoor: [{ ...client, clientId: 'a b' }] }, /small letters/],
  ])('is refused with %s', (_what, content, problem) => {
    expect(() => readCouncilClients(file(content))).toThrow(problem)
  })
})
