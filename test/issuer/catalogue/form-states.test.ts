import type { Authority } from '@counterfoil/issuer/domain/authority'
import { formStateOf } from '@counterfoil/issuer/pages/catalogue/forms-page'
import { formAttention } from '@counterfoil/issuer/use-cases/catalogue/form-attention'
import { formDesk, type FormDeskPorts } from '@counterfoil/issuer/use-cases/catalogue/form-desk'
import type { KnownForm } from '@counterfoil/issuer/use-cases/catalogue/live-forms'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { vctOf } from '@counterfoil/shared/network/network'
import { describe, expect, it } from 'vitest'
import { formProfile, types } from '../../support/form-profiles.ts'

const authority = { id: 'aldermoor' } as Authority
const { credential } = formProfile()
const delivered = [...types.values()]
/** After the keeper of types has published the next version. */
const issued = new Map([...types].map(([id, type]) => [id, id === credential.type ? { ...type, version: type.version + 1 } : type]))
const asking = (version: number) => ({ ...formProfile(), credential: { ...credential, version } })
const known = (version: number) => ({ id: formProfile().id, versions: [{ version: 1, profile: asking(version), published: null }], withdrawn: null }) as unknown as KnownForm

async function stateOf(version: number, now = issued): Promise<string> {
  const desk = formDesk({ types: now, delivered, vctOf: ({ id }: { readonly id: string }, one: number) => vctOf('https://issuer.example/types', id, one), mayAsk: async (_: Authority, vcts: readonly string[]) => vcts.map(() => true) } as unknown as FormDeskPorts)
  const profile = asking(version)
  return formStateOf({ id: profile.id, form: known(version), draft: null }, (await desk.asked(authority, [profile])).get(profile) ?? [])
}

describe('a form after a type was published anew', () => {
  it('is live while verifiers are sure to know what it asks for, and never said to be where they may not', async () => {
    const { version } = credential
    expect([await stateOf(version, new Map(types)), await stateOf(version), await stateOf(version + 1)]).toEqual(['live', 'outdated', 'awaited'])
  })

  it('has nobody told on the overview to edit it: verifiers need files first', async () => {
    const told = await formAttention({ of: () => [known(credential.version)] }, issued).of(authority, epochSeconds(0))
    expect(told).toMatchObject([{ isUrgent: false, text: { en: expect.stringContaining('verifiers need'), cy: expect.stringContaining('wirwyr') } }])
    expect(told[0]?.text.en).not.toContain('edit')
  })
})
