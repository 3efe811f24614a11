import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import { pathsOf, schemaAt, type ObjectSchema } from './claims-schema.ts'

/** What a type is called as an mdoc, and under which name each claim is an element. @see ISO/IEC 18013-5, section 8.3.1 */
export interface MdocNames {
  readonly docType: string
  /** Paths of claims by element, by namespace. */
  readonly namespaces: { readonly [namespace: string]: { readonly [element: string]: readonly string[] } }
}

/** An element of an mdoc, and the claim that it says. */
export interface MdocElement {
  readonly namespace: string
  readonly name: string
  readonly path: readonly string[]
}

/** Every element that an mdoc of these names may have. */
export const elementsOf = ({ namespaces }: MdocNames): readonly MdocElement[] =>
  Object.entries(namespaces).flatMap(([namespace, elements]) => Object.entries(elements).map(([name, path]) => ({ namespace, name, path })))

const longestName = 100
/** A reversed domain, as ISO/IEC 18013-5 recommends. */
const reversedDomain = /^[a-z][a-z0-9]*(?:\.[a-z0-9][a-z0-9-]*){2,}$/
const elementName = /^[a-z][a-z0-9_]{0,63}$/

/** What is wrong with the names of a type as an mdoc; its schema was linted before. No claim is left out: each format says the same. */
export function lintMdoc({ mdoc, schema }: JsonObject): string[] {
  if (mdoc === undefined) return []
  if (!isJsonObject(mdoc) || Object.keys(mdoc).toSorted().join() !== 'docType,namespaces') return ['mdoc must have docType and namespaces']
  const { docType, namespaces } = mdoc
  const problems = isName(docType) ? [] : ['mdoc.docType must be a reversed domain, like org.counterfoil.residency.1']
  if (!isJsonObject(namespaces) || Object.keys(namespaces).length === 0) return [...problems, 'mdoc.namespaces must name elements']
  const leaves = pathsOf(schema as unknown as ObjectSchema).filter((path) => schemaAt(schema as unknown as ObjectSchema, path)?.type !== 'object').map((path) => path.join('.'))
  const said: string[] = []
  for (const [namespace, elements] of Object.entries(namespaces)) {
    if (!isName(namespace)) problems.push(`mdoc.namespaces has "${namespace}", which is not a reversed domain`)
    for (const [element, path] of Object.entries(isJsonObject(elements) ? elements : {})) {
      if (!elementName.test(element)) problems.push(`mdoc element ${element} must be lower-case words with underscores`)
      const claim = isPath(path) ? path.join('.') : ''
      if (!leaves.includes(claim)) problems.push(`mdoc element ${element} must have the path of one claim`)
      else said.push(claim)
    }
  }
  if (new Set(said).size !== said.length) problems.push('mdoc has two elements of one claim')
  return [...problems, ...leaves.filter((leaf) => !said.includes(leaf)).map((leaf) => `mdoc has no element for the claim ${leaf}`)]
}

const isName = (value: Json | undefined): boolean => typeof value === 'string' && value.length <= longestName && reversedDomain.test(value)
const isPath = (value: Json | undefined): value is readonly string[] => Array.isArray(value) && value.every((step) => typeof step === 'string')
