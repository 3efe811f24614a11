import { describe, expect, it } from 'vitest'
import { relyingPartiesOf } from '@counterfoil/openid-provider/relying-parties'

const coordinate = 'A'.repeat(43)
const good = {
  client_id: 'library',
  name: { en: 'Libraries', cy: 'Llyfrgelloedd' },
  authority: 'aldermoor',
  form: 'library-card',
  website: 'https://libraries.example/join',
  redirect_uris: ['https://libraries.example/signed-in'],
  token_endpoint_auth_method: 'client_secret_basic',
  client_secret_sha256: '0'.repeat(64),
}
const byKey = { ...good, token_endpoint_auth_method: 'private_key_jwt', client_secret_sha256: undefined, jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: coordinate, y: coordinate }] } }
const present = (party: object): object => JSON.parse(JSON.stringify(party)) as object

describe('the relying parties of a file', () => {
  it('are taken with their keys of the verifier', () => {
    const parties = relyingPartiesOf([good, { ...present(byKey), client_id: 'museum' }], { library: 'one', museum: 'two' })
    expect(parties.map(({ clientId, apiKey, authentication }) => [clientId, apiKey, authentication.method])).toEqual([['library', 'one', 'client_secret_basic'], ['museum', 'two', 'private_key_jwt']])
  })

  it.each(['http://localhost:4780/signed-in', 'http://127.0.0.1/signed-in', 'http://[::1]/signed-in'])('may be on this machine without https: %s', (address) => {
    expect(relyingPartiesOf([{ ...good, website: address, redirect_uris: [address] }], { library: 'one' })).toHaveLength(1)
  })

  it.each<[what: string, changes: object, named: string]>([
    ['a secret in plain', { client_secret: 'x' }, 'client_secret'],
    ['a digest that is none', { client_secret_sha256: 'x' }, 'client_secret_sha256'],
    ['no way of showing who they are', { token_endpoint_auth_method: 'none' }, 'token_endpoint_auth_method'],
    ['no return address', { redirect_uris: [] }, 'redirect_uris'],
    ['a script to return to', { redirect_uris: ['javascript:alert(1)'] }, 'redirect_uris'],
    ['a fragment to return to', { redirect_uris: ['https://libraries.example/#x'] }, 'redirect_uris'],
    ['a return address in plain http', { redirect_uris: ['http://libraries.example/signed-in'] }, 'https address'],
    ['a website in plain http', { website: 'http://localhost.libraries.example/' }, 'website: must be an https address'],
    ['a name in one language', { name: { en: 'Libraries' } }, 'name.cy'],
    ['an authority that leads elsewhere', { authority: '../x' }, 'authority'],
  ])('with %s are refused by the name of what is wrong', (_what, changes, named) => {
    expect(() => relyingPartiesOf([{ ...good, ...changes }], { library: 'one' })).toThrow(named)
  })

  it.each<[what: string, listed: unknown, keys: Record<string, unknown>, named: string]>([
    ['a private key', [{ ...present(byKey), jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: coordinate, y: coordinate, d: coordinate }] } }], { library: 'one' }, 'jwks.keys.0'],
    ['two of one name', [good, good], { library: 'one' }, 'two of the client_id library'],
    ['one without a key of the verifier', [good], {}, 'no key for library'],
    ['a key of Object’s', [{ ...good, client_id: 'constructor' }], {}, 'no key for constructor'],
    ['no list', good, {}, 'not usable'],
  ])('are refused with %s', (_what, listed, keys, named) => {
    expect(() => relyingPartiesOf(listed, keys)).toThrow(named)
  })
})
