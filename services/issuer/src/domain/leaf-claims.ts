import type { ClaimDescription, CredentialType } from '@counterfoil/shared/catalogue/credential-type'

/** Claims that are no objects of others: what a person reads. */
export const leavesOf = ({ claims }: Pick<CredentialType, 'claims'>): readonly ClaimDescription[] => claims.filter(({ path }) => !claims.some((other) => other.path.length > path.length && path.every((name, place) => other.path[place] === name)))
