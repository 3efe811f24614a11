import { FormServerError } from '@counterfoil/form-server/form-server-error'
import { isMembers } from '@counterfoil/form-server/members'
import { askVerifier, type Fetch } from '@counterfoil/form-server/verifier-client'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { Logger } from '@counterfoil/service-kit/system/logger'
import type { AskedClaim, AskedForm } from '../domain/asked-form.ts'
import type { DescribeForm } from '../ports.ts'
import { Memory } from './memory.ts'

const keptFor = 300

/** What forms ask, of the verifier's Purpose Register, which is public; each kept for as long as the verifier says. */
export function formRegister(verifierUrl: string, clock: Clock, fetch: Fetch, logger: Logger): DescribeForm {
  // As many as relying parties have.
  const known = new Memory<AskedForm>(clock, Number.POSITIVE_INFINITY)
  const connection = { verifierUrl, fetch, timeoutMs: 10_000 }
  return async (authority, form) => {
    const name = `${authority}/${form}`
    const kept = known.get(name)
    if (kept !== undefined) return kept
    const { forms } = await askVerifier(connection, 'GET', `/purpose-register.json?${new URLSearchParams({ authority, form }).toString()}`)
    if (!Array.isArray(forms)) throw new FormServerError('unexpected_answer')
    if (forms.length === 0) return null
    const asked = askedFormOf(forms[0])
    if (!asked.isBoundToHolder) logger.error({ authority, form }, 'a credential of this form can be presented by who has a copy: nobody signs in by it')
    known.set(name, asked, keptFor)
    return asked
  }
}

function askedFormOf(value: unknown): AskedForm {
  const { title, purpose, claims, credential, further_credentials: further, cross_device: crossDevice } = isMembers(value) ? value : {}
  if (!Array.isArray(claims)) throw new FormServerError('unexpected_answer')
  return { title: mustBeBilingual(title), purpose: mustBeBilingual(purpose), isForOtherDevices: isMembers(crossDevice) && crossDevice['allowed'] === true, isBoundToHolder: Array.isArray(further) && [credential, ...further].every((one: unknown) => isMembers(one) && one['bound_to_holder'] === true), claims: claims.map(askedClaimOf) }
}

function askedClaimOf(value: unknown): AskedClaim {
  const { path, label, fields } = isMembers(value) ? value : {}
  if (!areTexts(path) || !areTexts(fields)) throw new FormServerError('unexpected_answer')
  return { path, label: mustBeBilingual(label), fields }
}

const areTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((one) => typeof one === 'string')

function mustBeBilingual(value: unknown): Bilingual {
  const { en, cy } = isMembers(value) ? value : {}
  if (typeof en !== 'string' || typeof cy !== 'string') throw new FormServerError('unexpected_answer')
  return { en, cy }
}
