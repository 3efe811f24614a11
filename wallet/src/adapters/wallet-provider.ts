import { toBase64Url, utf8 } from '@counterfoil/shared/kernel/bytes'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { possessionType, providerPaths } from '../domain/attesting.ts'
import { Fault } from '../domain/fault.ts'
import type { ProvingKey, World } from '../ports.ts'
import type { WalletProvider } from '../ports/wallet-provider.ts'

/** The wallet's own server as its provider. */
export function walletProvider({ http, now, origin }: Pick<World, 'http' | 'now' | 'origin'>): WalletProvider {
  const possession = async ({ key, sign }: ProvingKey, claims: JsonObject = {}): Promise<string> => {
    const parts = [{ alg: 'ES256', typ: possessionType, jwk: { ...key } }, { aud: origin, iat: now(), ...claims }]
    const signingInput = parts.map((part) => toBase64Url(utf8(JSON.stringify(part)))).join('.')
    return `${signingInput}.${await sign(signingInput)}`
  }
  const ask = async (path: string, body: JsonObject, answered: string): Promise<string> => {
    const { status, json } = await http.send(`${origin}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    const attestation = json[answered]
    // Nothing that the citizen did is wrong, and nothing was sent to the issuer yet.
    if (status !== 200 || typeof attestation !== 'string') throw new Fault('not_reachable')
    return attestation
  }
  return {
    attestClient: async (key) => ask(providerPaths.clientAttestations, { proof: await possession(key) }, 'client_attestation'),
    attestKeys: async (keys, nonce) => ask(providerPaths.keyAttestations, { proofs: await Promise.all(keys.map((key) => possession(key, { nonce }))), nonce }, 'key_attestation'),
  }
}
