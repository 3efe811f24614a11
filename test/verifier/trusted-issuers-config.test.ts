import { describe, expect, it } from 'vitest'
import { parseTrustedIssuers } from '@counterfoil/verifier/trusted-issuers-config'
import { authority, certificate } from '../support/certificates.ts'

const { pem } = certificate('IACA', [authority()])
const problemOf = (given: unknown): string => {
  try {
    parseTrustedIssuers(given)
    return ''
  } catch (error) {
    return (error as Error).message
  }
}
const web = { issuer: 'did:web:issuer.example', keys: 'did', lists: 'https://issuer.example/lists' }
const byCertificate = { issuer: 'https://dmv.example', keys: 'x5c', anchors: [pem] }

describe('the file of trusted issuers', () => {
  it('is taken when it can be kept to', () => {
    expect(problemOf({ 'https://types.example/a': { issuers: [web, { issuer: 'https://issuer.example', keys: 'metadata' }], status: ['status_list'], maximumAge: { key: 60 } }, 'org.iso.18013.5.1.mDL': { issuers: [byCertificate], withoutStatus: true } })).toBe('')
  })

  it.each([
    ['an unknown way', { a: { issuers: [{ ...web, keys: 'x' }] } }, 'keys'],
    ['nobody', { a: { issuers: [] } }, 'issuers'],
    ['a wrong word', { a: { issuers: [web], trusted: true } }, 'trusted'],
    ['a did:ethr', { a: { issuers: [{ ...web, issuer: 'did:ethr:0x1:0x2' }] } }, 'is no did:web'],
    ['a did:web in figures', { a: { issuers: [{ ...web, issuer: 'did:web:127.0.0.1' }] } }, 'is no did:web'],
    ['metadata over http', { a: { issuers: [{ issuer: 'http://issuer.example', keys: 'metadata' }] } }, 'is no https address'],
    ['certificates without anchors', { a: { issuers: [{ issuer: 'https://dmv.example', keys: 'x5c' }], withoutStatus: true } }, 'has no anchors'],
    ['anchors that nobody needs', { a: { issuers: [{ ...web, anchors: [pem] }] } }, 'has anchors'],
    ['an anchor that is none', { a: { issuers: [{ ...byCertificate, anchors: ['x'] }], withoutStatus: true } }, 'no certificate in PEM'],
    ['no way to a status', { a: { issuers: [byCertificate] } }, 'has no address of status lists'],
    ['two ways of one issuer', { a: { issuers: [web] }, b: { issuers: [{ ...web, lists: 'https://issuer.example/other' }] } }, 'described in two ways'],
    ['one anchor of two issuers', { a: { issuers: [byCertificate, { ...byCertificate, issuer: 'https://other.example' }], withoutStatus: true } }, 'shares an anchor'],
  ])('is refused with %s', (_what, given, problem) => expect(problemOf(given)).toContain(problem))

  it('tells all its problems at once', () => {
    expect(problemOf({ a: { issuers: [{ issuer: 'x', keys: 'did' }, { ...byCertificate, anchors: ['x'] }] } }).split('\n')).toHaveLength(5)
  })
})
