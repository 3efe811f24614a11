import { describe, expect, it } from 'vitest'
import { refusalCatalogue, type RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'
import { refusalWords, type Voice } from '@counterfoil/ui/words'

const voices: readonly Voice[] = ['citizen', 'staff', 'developer']
const codes = Object.keys(refusalCatalogue) as RefusalCode[]
const each = voices.flatMap((voice) => (['en', 'cy'] as const).map((lang) => [voice, lang] as const))

/** What must never be mistaken for one another, each with every code that stands for it. */
const kinds: Readonly<Record<string, readonly RefusalCode[]>> = {
  revoked: ['credential_revoked'],
  suspended: ['credential_suspended'],
  untrusted: ['issuer_not_trusted'],
  expired: ['credential_expired'],
  unreachable: ['temporarily_unavailable', 'signing_unavailable'],
  cancelled: ['client_rejected'],
  'beyond the wallet': ['wallet_cannot_answer'],
  'can’t tell': ['status_unavailable', 'ledger_unavailable'],
  'not said': ['status_missing', 'status_unknown', 'status_index_out_of_bounds', 'invalid_status_list'],
}

describe('a refusal', () => {
  it.each(each)('in the voice for a %s, in %s, says what happened and what to do next, whichever code it is', (voice, lang) => {
    for (const code of codes) {
      const words = refusalWords(code, lang, voice)
      for (const part of [words.title, words.happened, words.next]) expect(part.trim(), code).not.toBe('')
    }
  })

  it.each(each)('in the voice for a %s, in %s, is never the message of another kind', (voice, lang) => {
    for (const part of ['title', 'happened', 'next'] as const) {
      // By hand, or again later, is what remains in several cases; what happened is another each time.
      if (part === 'next' && voice !== 'developer') continue
      const said = Object.entries(kinds).flatMap(([kind, all]) => [...new Set(all.map((code) => refusalWords(code, lang, voice)[part]))].map((text) => ({ kind, text })))
      for (const { kind, text } of said) expect(said.filter((one) => one.text === text && one.kind !== kind), `${part} of ${kind}`).toEqual([])
    }
  })

  it('says in Welsh something else than in English', () => {
    for (const voice of voices) for (const code of codes) for (const part of ['title', 'next'] as const) expect(refusalWords(code, 'cy', voice)[part], code).not.toBe(refusalWords(code, 'en', voice)[part])
  })
})
