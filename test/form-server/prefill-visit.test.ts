import { describe, expect, it } from 'vitest'
import { FormServerError, type FormServerErrorCode } from '@counterfoil/form-server/form-server-error'
import { collectFirst, keepPresentation, newVisit } from '@counterfoil/form-server/prefill-visit'

describe('of several requests the one that an answer fits', () => {
  it.each<[said: FormServerErrorCode, asked: number]>([['refused', 3], ['gone', 3], ['verifier_unreachable', 1], ['not_authorised', 1], ['unexpected_answer', 1], ['result_unreadable', 1]])('when the verifier says %s of each, is asked for %i times', async (said, asked) => {
    const visit = newVisit()
    const ids = ['a', 'b', 'c'].map((transactionId) => keepPresentation(visit, { form: 'f', flow: 'same_device', transactionId } as Parameters<typeof keepPresentation>[1]))
    const seen: string[] = []
    const collect = async ({ transactionId }: { readonly transactionId: string }): Promise<never> => {
      seen.push(transactionId)
      throw new FormServerError(said)
    }
    await expect(collectFirst({ collect }, visit, ids, 'made up')).rejects.toMatchObject({ code: said })
    expect(seen).toHaveLength(asked)
  })
})
