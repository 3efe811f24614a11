import { contextUrl } from './contexts.ts'

const base = 'https://www.w3.org/2018/credentials#'
const ofEveryContext = new Set(['VerifiableCredential', 'VerifiablePresentation'])
const contextEnd = contextUrl('')

/**
 * Every name of a type that a credential has: the term, and the address that the term stands for. No context is fetched: the
 * W3C's own terms are known, and a type of a catalogue lies below the address of its context.
 * @see OpenID4VP 1.0, appendix B.1.1
 */
export function namesOfType(term: string, contexts: readonly string[]): readonly string[] {
  if (ofEveryContext.has(term)) return [term, `${base}${term}`]
  return [term, ...contexts.filter((context) => context.endsWith(contextEnd)).map((context) => `${context.slice(0, -contextEnd.length)}#${term}`)]
}
