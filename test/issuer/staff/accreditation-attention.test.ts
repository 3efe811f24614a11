import { describe, expect, it } from 'vitest'
import type { Authority } from '@counterfoil/issuer/domain/authority'
import { accreditationAttention, type NeededAccreditation } from '@counterfoil/issuer/use-cases/catalogue/accreditation-attention'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { start } from '../issuer-scene.ts'

const now = epochSeconds(start)
const council = { id: 'aldermoor' } as Authority
const vct = 'https://types.example/residency/1'
const type = { en: 'Residency', cy: 'Preswyliad' }
const toIssue: NeededAccreditation = { kind: 'issue', vct, type, forms: [] }
const toAsk: NeededAccreditation = { kind: 'request', vct, type, forms: [{ en: 'Parking', cy: 'Parcio' }, { en: 'School travel', cy: 'Teithio i’r ysgol' }] }

const inDays = (days: number) => epochSeconds(start + days * 86_400)
const itemsFor = (needed: NeededAccreditation, days: number | null) => accreditationAttention(() => [needed], async () => [days === null ? null : inDays(days)]).of(council, now)

describe('an accreditation on the overview', () => {
  it.each<[string, number | null]>([
    ['never was', null],
    ['ends in 31 days', 31],
  ])('is nothing when it %s', async (_what, days) => {
    expect(await itemsFor(toIssue, days)).toEqual([])
  })

  it.each<[string, number, RegExp, boolean]>([
    ['ends in 29 days', 29, /ends soon/, false],
    ['ends in a week', 7, /ends soon/, true],
    ['ends now', 0, /has ended/, true],
    ['ended yesterday', -1, /has ended/, true],
  ])('is told when it %s, with the day and the command', async (_what, days, words, isUrgent) => {
    const command = expect.stringMatching(/^pnpm authority -- accredit aldermoor --to issue --type https:\/\/types\.example\/residency\/1 --until \d{4}-\d\d-\d\d$/)
    expect(await itemsFor(toIssue, days)).toMatchObject([{ text: { en: expect.stringMatching(words), cy: expect.stringContaining('Preswyliad') }, isUrgent, renewal: { endsAt: inDays(days), command } }])
  })

  it('names the forms that need it', async () => {
    const [item] = await itemsFor(toAsk, 10)
    expect(item).toMatchObject({ text: { en: expect.stringContaining('“Parking”, “School travel”'), cy: expect.stringContaining('“Parcio”, “Teithio i’r ysgol”') }, renewal: { command: expect.stringContaining('--to request') } })
  })

  it('can’t be told while the network is away: no alarm, and no silence', async () => {
    const items = await accreditationAttention(() => [toIssue, toAsk], async () => null).of(council, now)
    expect(items).toMatchObject([{ text: { en: expect.stringContaining('can’t be told now') }, isUrgent: false }])
    expect(items[0]).not.toHaveProperty('renewal')
  })
})
