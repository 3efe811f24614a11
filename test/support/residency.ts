import { typeIdOf } from '@counterfoil/shared/network/network'

/** The `vct` of residency, of all types that a place knows. */
export function residencyAt({ vcts }: { readonly vcts: readonly string[] }): string {
  const found = vcts.find((vct) => typeIdOf(vct) === 'residency')
  if (found === undefined) throw new Error('The catalogue has no residency.')
  return found
}
