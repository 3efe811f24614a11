import type { NamedConfiguration } from '../domain/access.ts'

/** What a wallet named of a type, as its draft keeps it: names of configurations and of claims, and no value. */
export const namedText = (named: readonly NamedConfiguration[] | null): string | null => (named === null ? null : JSON.stringify(named))

export const namedIn = (text: string | null): readonly NamedConfiguration[] | null => (text === null ? null : (JSON.parse(text) as readonly NamedConfiguration[]))
