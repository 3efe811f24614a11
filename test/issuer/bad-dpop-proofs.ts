import { walletKey, type DpopChanges } from '../support/outside-wallet.ts'
import { issuerUrl } from './issuer-scene.ts'

/** Line, what is wrong, and how: of a proof for the token endpoint that is good otherwise. */
export const badDpopProofs: readonly [string, string, DpopChanges][] = [
  ...(['jti', 'htm', 'htu', 'iat'] as const).map((member): [string, string, DpopChanges] => ['OFF-15', `no ${member}`, { claims: { [member]: undefined } }]),
  ...(['typ', 'alg', 'jwk'] as const).map((member): [string, string, DpopChanges] => ['OFF-15', `no ${member}`, { header: { [member]: undefined } }]),
  ['OFF-16', 'another typ', { header: { typ: 'dpop+JWT2' } }],
  ['OFF-16', 'alg none', { header: { alg: 'none' } }],
  ['OFF-16', 'alg RS256', { header: { alg: 'RS256' } }],
  ['OFF-16', 'alg HS256', { header: { alg: 'HS256' } }],
  ['OFF-17', 'a symmetric key', { header: { jwk: { kty: 'oct', k: 'AAAA' } } }],
  ['OFF-17', 'another key than signed', { header: { jwk: walletKey().jwk } }],
  ['OFF-17', 'a key off the curve', { header: { jwk: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) } } }],
  ['OFF-18', 'htm of another method', { claims: { htm: 'GET' } }],
  ['OFF-18', 'htm in lower case', { claims: { htm: 'post' } }],
  ['OFF-18', 'htu of another path', { claims: { htu: `${issuerUrl}/aldermoor/par` } }],
  ['OFF-18', 'htu of another council', { claims: { htu: `${issuerUrl}/brackenfield/token` } }],
  ['OFF-18', 'htu as a list', { claims: { htu: [`${issuerUrl}/aldermoor/token`] } }],
  ['OFF-18', 'htu with another scheme', { claims: { htu: `${issuerUrl.replace('http:', 'https:')}/aldermoor/token` } }],
  ['OFF-15', 'jti as a number', { claims: { jti: 7 } }],
  ['OFF-15', 'an empty jti', { claims: { jti: '' } }],
  ['OFF-20', 'iat of a year ago', { claims: { iat: 1_700_000_000 } }],
  ['OFF-20', 'iat as text', { claims: { iat: '1' } }],
  ['OFF-20', 'iat beyond all numbers', { claims: { iat: 1e308 } }],
  ['OFF-22', 'a nonce that is a number', { claims: { nonce: 7 } }],
  ['OFF-16', 'an extension that nobody knows', { header: { crit: ['x'], x: 1 } }],
  ['OFF-16', 'an unencoded payload', { header: { b64: false, crit: ['b64'] } }],
]
