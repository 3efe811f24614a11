import type { FetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { isJsonObject, type Json } from '@counterfoil/shared/kernel/json'
import type { RegisteredForms } from '../../ports/status-jobs.ts'

interface Options {
  /** Addresses of the public registers. */
  readonly registers: readonly string[]
  readonly fetchOutside: FetchOutside
  readonly clock: Clock
}

/** A register changes when a form is published: nobody waits for it twice in a minute. */
const keptFor = 60
const mostBytes = 4 * 1024 * 1024

interface Form {
  readonly name: string
  readonly vcts: readonly string[]
}

/** Forms by the Purpose Registers that the councils' verifiers publish. */
export function registeredForms({ registers, fetchOutside, clock }: Options): RegisteredForms {
  let kept: { readonly until: number; readonly forms: Promise<readonly Form[] | null> } | null = null
  const read = async (): Promise<readonly Form[] | null> => {
    try {
      const found = await Promise.all(registers.map(async (address) => formsIn(JSON.parse((await fetchOutside(address, { mostBytes })).body.toString()) as Json)))
      // A verifier of several councils is asked once, and a form that two tell of is one.
      return [...new Map(found.flat().map((form) => [form.name, form])).values()]
    } catch {
      return null
    }
  }
  return {
    askingFor: async (vcts) => {
      const now = clock.now()
      if (kept === null || kept.until <= now) kept = { until: now + keptFor, forms: read() }
      const forms = await kept.forms
      if (forms === null) kept = null
      return forms?.filter((form) => form.vcts.some((vct) => vcts.includes(vct))).length ?? null
    },
  }
}

const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : [])
const vctsIn = (value: Json | undefined): readonly string[] => (isJsonObject(value) ? list(value['vcts'] ?? (value['vct'] === undefined ? [] : [value['vct']])).filter((vct) => typeof vct === 'string') : [])

/** Throws for what is no register. */
function formsIn(register: Json): readonly Form[] {
  if (!isJsonObject(register) || !Array.isArray(register['forms'])) throw new Error('This is no register.')
  return list(register['forms']).flatMap((form) => {
    if (!isJsonObject(form) || !isJsonObject(form['authority'])) return []
    return [{ name: JSON.stringify([form['authority']['id'], form['form']]), vcts: [...vctsIn(form['credential']), ...list(form['further_credentials']).flatMap(vctsIn)] }]
  })
}
