import { describe, expect, it } from 'vitest'
import { elementsOf, lintMdoc } from '@counterfoil/shared/catalogue/mdoc-names'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { typeOf } from '../../support/catalogue.ts'

const { schema, mdoc } = typeOf('blue-badge')
const name = 'org.counterfoil.blue-badge.1'
const elements = mdoc?.namespaces[name] ?? {}
const problemsOf = (names: unknown): string[] => lintMdoc({ schema, mdoc: names } as unknown as JsonObject)
const withElements = (changes: Readonly<Record<string, unknown>>): object => ({ docType: name, namespaces: { [name]: { ...elements, ...changes } } })
const { given_name: _left, ...withoutGivenName } = elements

describe('the names of a type as an mdoc', () => {
  it('are good when each claim is one element, in whichever namespace', () => {
    expect(problemsOf(mdoc)).toEqual([])
    expect(problemsOf({ docType: name, namespaces: { [name]: withoutGivenName, 'org.iso.18013.5.1': { given_name: ['given_name'] } } })).toEqual([])
    expect(problemsOf(undefined)).toEqual([])
  })

  it.each([
    ['are a text', 'x', /must have docType and namespaces/],
    ['have a member more', { ...mdoc, version: 1 }, /must have docType and namespaces/],
    ['have no docType', { docType: '', namespaces: { [name]: elements } }, /docType must be/],
    ['have the address of a web page for a docType', { docType: 'https://example.org/a', namespaces: { [name]: elements } }, /docType must be/],
    ['have no namespace', { docType: name, namespaces: {} }, /namespaces must name/],
    ['have a namespace that is no reversed domain', { docType: name, namespaces: { 'Blue Badge': elements } }, /"Blue Badge", which is not/],
    ['leave a claim out', { docType: name, namespaces: { [name]: withoutGivenName } }, /no element for the claim given_name/],
    ['have a claim twice', withElements({ first_name: ['given_name'] }), /two elements of one claim/],
    ['have an element of no claim', withElements({ shoe_size: ['shoe_size'] }), /shoe_size must have the path of one claim/],
    ['have an element whose claim is no path', withElements({ given_name: 'given_name' }), /given_name must have the path of one claim/],
    ['have an element __proto__', JSON.parse(`{"docType":"${name}","namespaces":{"${name}":{"__proto__":["given_name"]}}}`), /__proto__ must be lower-case/],
    ['have a namespace without elements', { docType: name, namespaces: { [name]: 7 } }, /no element for the claim given_name/],
  ])('are refused when they %s', (_what, names, problem) => {
    expect(problemsOf(names).join('; ')).toMatch(problem)
  })

  it('have members of an object as elements of their own, so that a holder can show one without the other', () => {
    const residency = typeOf('residency')
    expect(residency.mdoc === undefined ? [] : elementsOf(residency.mdoc)).toContainEqual({ namespace: 'org.counterfoil.residency.1', name: 'postcode', path: ['address', 'postcode'] })
  })
})
