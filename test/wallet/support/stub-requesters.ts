import { createHash } from 'node:crypto'
import { authority, certificate, namesOf, noAuthority, signsCertificates, signsData, type Extension, type TestCertificate } from '../../support/certificates.ts'
import { makeKey, signedJwt } from './stub-council.ts'
import type { RequestChanges } from './stub-verifier.ts'
import { startOfWorld } from './stub-world.ts'

// Requests of those who don't ask with a DID, each with real certificates and signatures.

export const at = { now: startOfWorld }
export const root = certificate('Consortium', [authority(), signsCertificates], undefined, at)
export const otherRoot = certificate('Northern Health', [authority(), signsCertificates], undefined, at)
export const strangerRoot = certificate('Northern Health', [authority(), signsCertificates], undefined, at)
export const attester = makeKey()
export const verifierKey = makeKey()
export const host = 'clinic.example'
export const address = `https://${host}/responses/1`
export const requestUri = `https://${host}/requests/1`

export const hashOf = ({ x5c }: TestCertificate): string => `x509_hash:${createHash('sha256').update(Buffer.from(x5c, 'base64')).digest('base64url')}`
export const leaf = (issuer: TestCertificate, names: Extension = namesOf({ dns: [host] }), options: object = {}) => certificate('Dewi Clinic', [noAuthority, signsData, names], issuer, { ...at, privateKey: verifierKey.key, ...options })
export const signer = { kid: '', key: verifierKey.key }

/** A request of somebody beyond the network, with a certificate in its header. */
export const certified = (made = leaf(otherRoot), changes: RequestChanges = {}): RequestChanges => {
  const clientId = changes.clientId ?? hashOf(made)
  return { signer, requestUri, ...changes, clientId, header: { kid: undefined, x5c: [made.x5c], ...changes.header }, claims: { client_id: clientId, response_uri: address, ...changes.claims } }
}

export const attestation = (claims: object = {}, header: object = {}, key = attester.key): string =>
  signedJwt({ kid: '', key }, { typ: 'verifier-attestation+jwt', kid: undefined, ...header }, { iss: 'https://attester.example', sub: 'clinic', exp: startOfWorld + 60, cnf: { jwk: verifierKey.jwk }, ...claims })
export const attested = (jwt = attestation(), changes: RequestChanges = {}): RequestChanges => {
  const clientId = changes.clientId ?? 'verifier_attestation:clinic'
  return { signer, requestUri, clientId, header: { kid: undefined, jwt }, claims: { client_id: clientId, response_uri: address, ...changes.claims } }
}

export const unsigned = (claims: object = {}): RequestChanges => ({
  clientId: `redirect_uri:${address}`,
  requestUri,
  header: { alg: 'none', kid: undefined },
  claims: { response_uri: address, ...claims },
  serve: (jwt) => new Response(`${jwt.split('.').slice(0, 2).join('.')}.`, { headers: { 'content-type': 'application/oauth-authz-req+jwt' } }),
})

/** By whom the wallet knows them. */
export const known = { trustAnchors: [root.pem], requesters: { anchors: [otherRoot.pem], attesters: [{ iss: 'https://attester.example', name: 'Attester of the North', jwks: { keys: [makeKey().jwk, attester.jwk] } }] } }
