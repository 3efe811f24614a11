import type { HeldCredential } from './held-credential.ts'

const calledBy = ({ name, issuer }: Pick<HeldCredential, 'name' | 'issuer'>): string => JSON.stringify([name, issuer.name])

/** Those of which there is another of the same name from the same issuer: what they are called doesn't tell them apart. */
export function lookAlikes<Held extends Pick<HeldCredential, 'name' | 'issuer'>>(all: readonly Held[]): ReadonlySet<Held> {
  const count = new Map<string, number>()
  for (const one of all) count.set(calledBy(one), (count.get(calledBy(one)) ?? 0) + 1)
  return new Set(all.filter((one) => (count.get(calledBy(one)) ?? 0) > 1))
}
