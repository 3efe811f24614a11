import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { explainChange } from '@counterfoil/service-kit/signed-list/explain-change'
import { mergeProposals, parseProposal, proposeEntry, signProposal, standingOf, type GovernorSigner } from '@counterfoil/service-kit/signed-list/list-proposal'
import { entryHeader } from '@counterfoil/shared/signed-list/list-entry'
import { emptyState } from '@counterfoil/shared/signed-list/list-state'

function governor(): GovernorSigner {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = privateKey.export({ format: 'jwk' })
  return { publicJwk: { kty: 'EC', crv: 'P-256', x, y }, sign: (input) => sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url') }
}

const did = 'did:web:council.example'
const [one, publisher] = [governor(), governor()]
const government = { threshold: 1, governors: [{ did, jwk: one.publicJwk }], publisher: publisher.publicJwk }
const proposal = proposeEntry({ network: 'did:web:consortium.example', number: 3, previous: 'x', iat: 1_800_000_000, changes: [{ kind: 'give-up', did }] }, 'leave council')
const signedBy = async (signed: typeof proposal): Promise<readonly string[]> => [...(await standingOf(signed, { length: 3, last: 'x', state: { ...emptyState, government } })).signedBy]
const forged = { ...proposal, signatures: [{ protected: entryHeader(one.publicJwk), signature: 'A'.repeat(86) }] }

describe('a proposal for the list', () => {
  it('takes the signature of who was forged before, and one copy brings it to the other', async () => {
    expect(await signedBy(forged)).toEqual([])
    const signed = await signProposal(forged, one)
    expect(await signedBy(signed)).toEqual([did])
    expect(await signedBy(mergeProposals(forged, signed))).toEqual([did])
    expect(await signedBy(mergeProposals(signed, forged))).toEqual([did])
  })

  it.each([
    ['no JSON', '{'],
    ['without a reason', JSON.stringify({ ...proposal, reason: 7 })],
    ['whose reason gives orders to a terminal', JSON.stringify({ ...proposal, reason: 'leave\u001B[2K' })],
    ['whose reason is a book', JSON.stringify({ ...proposal, reason: 'x'.repeat(501) })],
  ])('is refused when it is %s', (_, text) => {
    expect(() => parseProposal(text)).toThrow(expect.objectContaining({ code: 'invalid_request' }))
  })

  it('is told with the keys of those who would govern, and without orders to a terminal', () => {
    expect(explainChange({ kind: 'govern', ...government })).toMatch(/^From then on 1 of these govern: did:web:council\.example with key [\w-]{43}; key [\w-]{43} publishes$/)
    expect(explainChange({ kind: 'remove-key', did, kid: `${did}#\u001B[2K` })).toBe(`Remove the key ${did}#?[2K; what it signed is refused`)
  })
})
