import { pairsOf } from './alternatives.ts'
import { partsOf, type AskedClaim, type FormPart, type FormProfile } from './form-profile.ts'

type Together = Pick<FormProfile, 'credential' | 'claims' | 'claimSets' | 'further' | 'choices' | 'representation'>

/** What tells one person from another, as every type of the catalogue names it. */
export const identifying = ['given_name', 'family_name', 'birth_date'] as const
const ofRepresentation = ['given_name', 'family_name', 'role', 'represented.given_name', 'represented.family_name', 'represented.birth_date', 'scope', 'acts_from', 'acts_until']

const pathOf = ({ path }: AskedClaim): string => path.join('.')
const required = ({ claims }: FormPart): string[] => claims.filter(({ need }) => need === 'required').map(pathOf)
const idsAt = ({ claims }: FormPart, paths: readonly string[]): string[] => claims.filter((claim) => paths.includes(pathOf(claim))).map(({ id }) => id)

/** What two credentials both say, so that they can be seen to be one person's. */
const sharedBy = (one: FormPart, other: FormPart): string[] => identifying.filter((name) => required(one).includes(name) && required(other).includes(name))

/** Which credentials are compared: each with the first, which is always there; where it is one of a choice, each with whichever may come with it. One that may be shown several times is compared with itself. */
function compared(profile: Together): readonly (readonly [FormPart, FormPart])[] {
  const parts = partsOf(profile)
  const pairs = pairsOf(parts, profile.choices ?? [])
  const ofRows = parts.filter(({ credential: { most } }) => most !== undefined).map((part) => [part, part] as const)
  return [...(parts[0]?.need === 'choice' ? pairs : pairs.filter(([one]) => one === parts[0])), ...ofRows]
}

/** Ids of the claims that are asked for to see that credentials belong together: those need fill no field. */
export function comparedClaims(profile: Together): string[] {
  const { representation } = profile
  if (representation === undefined) return compared(profile).flatMap(([one, other]) => [one, other].flatMap((part) => idsAt(part, sharedBy(one, other))))
  const paths = (id: string): readonly string[] => (id === representation.representation ? ofRepresentation : id === representation.person ? identifying : [])
  return partsOf(profile).flatMap((part) => idsAt(part, paths(part.credential.id)))
}

/** The claim paths of a credential's type, each as JSON; null when there is no such type. */
export type KnownPaths = ReadonlySet<string> | null

/**
 * Why the credentials of a form could be different people's without anybody noticing, in sentences. Father and son may have one
 * name: where both types know the date of birth, it is compared too. `known` is in the order of the credentials.
 */
export function lintTogether(profile: Together, known: readonly KnownPaths[] = []): string[] {
  const parts = partsOf(profile)
  const ids = parts.map(({ credential }) => credential.id)
  const twice = ids.filter((id, place) => ids.indexOf(id) !== place).map((id) => `credential ${id} is listed twice`)
  const { representation: asked } = profile
  if (asked !== undefined) return [...twice, ...lintPart(parts, asked.representation, ofRepresentation), ...lintPart(parts, asked.person, identifying), ...lintTwo(parts)]
  const knows = (id: string): boolean => known[ids.indexOf(id)]?.has(JSON.stringify(['birth_date'])) === true
  return [
    ...twice,
    ...compared(profile).flatMap(([one, other]) => {
      const { id } = other.credential
      const wanted = identifying.filter((name) => name !== 'birth_date' || (knows(one.credential.id) && knows(id)))
      const told: readonly string[] = sharedBy(one, other)
      if (wanted.every((name) => told.includes(name))) return []
      const names = `${new Intl.ListFormat('en').format(wanted)}, required`
      if (one === other) return [`credential ${id} could be shown for several people: ask it for ${names}`]
      return [`credential ${id} could be another person's: ask it and ${one.credential.id === ids[0] ? 'the first' : one.credential.id} for ${names}`]
    }),
  ]
}

function lintTwo(parts: readonly FormPart[]): string[] {
  return [
    ...(parts.length === 2 ? [] : ['who acts for another shows two credentials: what says so, and the person’s own']),
    ...parts.filter(({ credential: { most } }) => most !== undefined).map(({ credential: { id } }) => `credential ${id} may be shown several times: a form is filled in for one person`),
  ]
}

function lintPart(parts: readonly FormPart[], id: string, paths: readonly string[]): string[] {
  const part = parts.find(({ credential }) => credential.id === id)
  if (part?.need !== 'required') return [`credential ${id} of the representation is not one that the form requires`]
  const said = required(part)
  return paths.filter((path) => !said.includes(path)).map((path) => `credential ${id} must be asked for ${path}, required: the representation is checked by it`)
}
