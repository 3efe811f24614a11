import { describe, expect, it } from 'vitest'
import { refusalKindOf, type RefusalKind } from '@counterfoil/embed/words/words'
import { refusalCatalogue, type RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'
import { situations, type Situation } from '@counterfoil/ui/words/refusals'

/** What the element says where every other page of the network tells of a situation; of the others it says that the answer couldn't be used. */
const saidOf: Readonly<Partial<Record<Situation, RefusalKind>>> = {
  withdrawn: 'withdrawn',
  suspended: 'suspended',
  expired: 'expired',
  issuer_not_accredited: 'notAccredited',
  issuer_unconfirmed: 'unconfirmed',
  status_unclear: 'unclear',
  cannot_tell: 'tryLater',
  try_later: 'tryLater',
  other_credential: 'otherCredential',
  facts_missing: 'missing',
  another_person: 'anotherPerson',
  beyond_scope: 'beyondScope',
  not_acting_today: 'notActing',
  wallet_cannot_answer: 'cannotAnswer',
}

describe('what the element says of a refusal', () => {
  it('is what every other page says of it, whichever code of the catalogue it is', () => {
    const codes = Object.keys(refusalCatalogue) as RefusalCode[]
    expect(Object.fromEntries(codes.map((code) => [code, refusalKindOf(code)]))).toEqual(Object.fromEntries(codes.map((code) => [code, saidOf[situations[code]] ?? 'other'])))
  })
})
