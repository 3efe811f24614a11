import { describe, expect, it } from 'vitest'
import { draftSeals } from '@counterfoil/issuer/adapters/draft-seals'
import type { TxCode } from '@counterfoil/issuer/domain/credential-offer'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'

const seals = draftSeals(cryptoRandom)
const right = '493536' as TxCode
const tries = 500

/** How many characters two texts begin with alike: all that comparing them can tell by the time it takes. */
const alike = (one: string, other: string): number => [...one].findIndex((character, place) => character !== other[place])

describe('the hash of a transaction code', () => {
  it.each([0, 1, 2, 3, 4, 5])('TOK-11 begins no more like the right one for a code that begins with %i of its digits', (shared) => {
    const wrong = `${right.slice(0, shared)}${'0'.repeat(6 - shared)}` as TxCode
    let sum = 0
    for (let turn = 0; turn < tries; turn += 1) {
      const ofCode = seals.ofCode(seals.codeOf(seals.newSecret()))
      sum += alike(ofCode.txCodeHash(wrong), ofCode.txCodeHash(right))
    }
    // By chance one character in 64 fits; a digit that showed would make it one and more.
    expect(sum / tries).toBeLessThan(0.1)
  })
})
