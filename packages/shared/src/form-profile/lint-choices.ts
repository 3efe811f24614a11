import { areAlternatives, fieldsOfPart, isOfRows } from './alternatives.ts'
import { partsOf, type AskedClaim, type FormPart, type FormProfile } from './form-profile.ts'
import { identifying } from './lint-together.ts'

type Chosen = Pick<FormProfile, 'credential' | 'claims' | 'claimSets' | 'further' | 'choices' | 'fields'>

const repeated = <Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[] => items.filter((item, place) => items.findIndex((one) => nameOf(one) === nameOf(item)) !== place)
const asSet = (ids: readonly string[]): string => JSON.stringify(ids.toSorted())

/** What of the alternatives of a form could never be had, or would leave nobody knowing what fills a field, in sentences. */
export const lintChoices = (profile: Chosen): string[] => [...credentialChoices(profile), ...partsOf(profile).flatMap(claimSetsOf), ...rowsAndFields(profile)]

function credentialChoices(profile: Chosen): string[] {
  const { choices = [], further = [] } = profile
  const parts = partsOf(profile)
  const chosen = new Set(choices.flatMap(({ options }) => options.flat()))
  const isKnown = (id: string): boolean => parts.some(({ credential }) => credential.id === id)
  return [
    ...[...chosen].filter((id) => !isKnown(id)).map((id) => `a choice names the credential ${id}, which is not asked for`),
    ...further.filter(({ need, credential: { id } }) => (need === 'choice') !== chosen.has(id)).map(({ credential: { id } }) => `credential ${id} is of need choice if, and only if, a choice names it`),
    ...choices.flatMap(({ options }) => [...repeated(options, asSet).map((option) => `the option ${option.join(' + ')} is listed twice`), ...options.flatMap((option) => repeated(option, (id) => id).map((id) => `an option names the credential ${id} twice`)), ...beyond(options).map((option) => `the option ${option.join(' + ')} is never taken: one before it is a part of it`)]),
    ...(parts.some(({ need }) => need === 'required') || choices.some(({ need }) => need === 'required') ? [] : ['no credential is required: the form would take an answer of nothing']),
  ]
}

/** Those that hold all of one before them, which is taken whenever they could be. */
const beyond = (alternatives: readonly (readonly string[])[]): (readonly string[])[] =>
  alternatives.filter((one, place) => alternatives.slice(0, place).some((before) => before.length < one.length && before.every((id) => one.includes(id))))

function claimSetsOf({ claims, claimSets: sets, credential }: FormPart): string[] {
  if (sets === undefined) return []
  const isIn = (set: readonly string[], id: string): boolean => set.includes(id)
  const named = [...new Set(sets.flat())]
  return [
    ...named.filter((id) => !claims.some((claim) => claim.id === id)).map((id) => `a claim set of ${credential.id} names ${id}, which is not asked for`),
    ...claims.filter(({ id }) => !named.includes(id)).map(({ id }) => `claim ${id} is in no claim set: nobody would ever show it`),
    ...claims.filter(({ id, need }) => named.includes(id) && (need === 'required') !== sets.every((set) => isIn(set, id))).map(({ id }) => `claim ${id} is required if, and only if, every claim set has it`),
    ...repeated(sets, asSet).map((set) => `the claim set ${set.join(' + ')} is listed twice`),
    ...sets.flatMap((set) => repeated(set, (id) => id).map((id) => `a claim set names ${id} twice`)),
    ...beyond(sets).map((set) => `the claim set ${set.join(' + ')} is never taken: one before it is a part of it`),
  ]
}

/** What is compared says the same in every row. */
const isOfOnePerson = ({ path }: AskedClaim): boolean => path.length === 1 && identifying.some((name) => name === path[0])

function rowsAndFields(profile: Chosen): string[] {
  const { fields, choices = [] } = profile
  const parts = partsOf(profile)
  const misplaced = parts.flatMap(({ claims, credential: { id, most } }) =>
    fields.flatMap((field) => {
      const claim = claims.find((one) => one.id === field.from)
      if (claim === undefined) return []
      if (most === undefined) return isOfRows(field) ? [`field ${field.name} counts rows, and ${id} is shown once`] : []
      return isOfRows(field) || isOfOnePerson(claim) ? [] : [`field ${field.name} needs {n} in its name: ${id} may be shown ${most} times, each a row`]
    }),
  )
  const filled = parts.flatMap((part) => fieldsOfPart(fields, part))
  const twice = filled.filter((field, place) => filled.some((other, before) => before < place && other.name === field.name && !areAlternatives(parts, choices, other.from, field.from)))
  return [...misplaced, ...[...new Set(twice.map(({ name }) => name))].map((name) => `field ${name} is listed twice`)]
}
