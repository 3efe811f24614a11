import { readFileSync } from 'node:fs'
import { parseFormProfile, typesIn } from '@counterfoil/service-kit/form-profile/parse-form-profile'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import type { FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import { root } from './source-files.ts'

export const formsFolder = `${root}/packages/shared/forms`
export const types = readCatalogue()
export const findType = typesIn(types)

/** A form of the verifier, as its file has it. */
export const profileText = (name: string): string => readFileSync(`${formsFolder}/${name}.json`, 'utf8')
export const formProfile = (name = 'blue-badge-renewal'): FormProfile => parseFormProfile(profileText(name), findType)

type Open<Item> = Item extends string ? Item : { -readonly [Member in keyof Item]: Item[Member] }
export type LooseProfile = { -readonly [Member in keyof FormProfile]: FormProfile[Member] extends readonly (infer Item)[] ? Open<Item>[] : FormProfile[Member] } & Record<string, unknown>

/** A form that was good until it was changed, as text. */
export function alteredProfile(change: (profile: LooseProfile) => unknown): string {
  const copy = JSON.parse(profileText('blue-badge-renewal')) as LooseProfile
  change(copy)
  return JSON.stringify(copy)
}

export function firstOf<Item>(items: readonly Item[]): Item {
  const [item] = items
  if (item === undefined) throw new Error('empty')
  return item
}
