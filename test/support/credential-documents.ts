type Members = Readonly<Record<string, unknown>>

/** What the data model says, a document that does so, and documents that don't: none of these counts unless the one that does is taken. */
export interface Statement {
  readonly says: string
  readonly good: Members
  readonly bad: readonly (readonly [what: string, changes: Members])[]
}

const base = 'https://www.w3.org/ns/credentials/v2'
const subject = { id: 'did:example:citizen' }

/** A credential with changes; a member that is undefined is absent. */
export const documentOf = (changes: Members): Members => ({ '@context': [base], type: ['VerifiableCredential'], issuer: 'did:example:council', credentialSubject: subject, ...changes })

const tag = 'https://types.example/#Tag'
const tagged = (member: string, section: string): Statement => ({
  says: `${section} ${member} says what it is, and by an address which`,
  good: { [member]: [{ type: tag, id: 'https://council.example/1' }, { type: tag, id: 'https://council.example/2' }] },
  bad: [
    ['no type', { [member]: { id: 'https://council.example/1' } }],
    ['a number as type', { [member]: { id: 'https://council.example/1', type: 2 } }],
    ['an id that is no address', { [member]: { id: 'one', type: tag } }],
    ['two ids', { [member]: { id: ['https://council.example/1', 'https://council.example/2'], type: tag } }],
    ['a text', { [member]: 'https://council.example/1' }],
    ['nothing in the list', { [member]: [] }],
  ],
})

const worded = (says: string, wrap: (words: Members) => Members, member: 'name' | 'description'): Statement => ({
  says,
  good: wrap({ [member]: [{ '@value': 'Badge', '@language': 'en', '@direction': 'ltr' }, { '@value': 'Bathodyn', '@language': 'cy' }] }),
  bad: [
    ['a number', wrap({ [member]: 7 })],
    ['an object without a value', wrap({ [member]: { '@language': 'en' } })],
    ['a member that is not of languages', wrap({ [member]: { '@value': 'Badge', '@language': 'en', url: 'https://council.example' } })],
    ['a direction that there is not', wrap({ [member]: { '@value': 'Badge', '@direction': 'up' } })],
    ['nothing in the list', wrap({ [member]: [] })],
  ],
})

const dated = (member: 'validFrom' | 'validUntil'): Statement => ({
  says: `4.9 ${member} is a time with its zone`,
  good: { [member]: '2026-02-25T19:10:39.447-06:00' },
  bad: [
    ['a day', { [member]: '2026-02-25' }],
    ['no zone', { [member]: '2026-02-25T19:10:39' }],
    ['a month that there is not', { [member]: '2026-13-25T19:10:39Z' }],
    ['a number', { [member]: 1_772_000_000 }],
    ['null', { [member]: null }],
  ],
})

/** What can be seen of a document's shape. @see VC Data Model 2.0, sections 4 and 5 */
export const statements: readonly Statement[] = [
  {
    says: '4.3 @context begins with that of the data model, and goes on with addresses and objects',
    good: { '@context': [base, 'https://www.w3.org/ns/credentials/examples/v2', { Tag: tag }] },
    bad: [
      ['none', { '@context': undefined }],
      ['another one first', { '@context': ['https://www.w3.org/ns/credentials/examples/v2', base] }],
      ['one that is no list', { '@context': { Tag: tag } }],
      ['a number in it', { '@context': [base, 7] }],
      ['a text that is no address', { '@context': [base, 'https ://council.example/context'] }],
    ],
  },
  {
    says: '4.4 id is one address',
    good: { id: 'urn:uuid:2f7ae0bd-3f0a-4b3e-9d36-0a2d4e4dd0a3' },
    bad: [['null', { id: null }], ['two', { id: ['urn:a:1', 'urn:a:2'] }], ['a text that is no address', { id: 'badge 7' }]],
  },
  {
    says: '4.5 type has VerifiableCredential, in whichever place, and addresses or terms',
    good: { type: ['https://types.example/#Badge', 'VerifiableCredential'] },
    bad: [['none', { type: undefined }], ['nothing in the list', { type: [] }], ['another one alone', { type: ['https://types.example/#Badge'] }], ['a number', { type: ['VerifiableCredential', 7] }], ['a text with a space', { type: ['VerifiableCredential', 'Blue Badge'] }]],
  },
  worded('4.6 name is text, or texts in languages', (words) => words, 'name'),
  worded('4.6 description is text, or texts in languages', (words) => words, 'description'),
  worded('4.6 so is the name of an issuer', (words) => ({ issuer: { id: 'did:example:council', ...words } }), 'name'),
  worded('4.6 and its description', (words) => ({ issuer: { id: 'did:example:council', ...words } }), 'description'),
  {
    says: '4.7 issuer is an address, or an object with one',
    good: { issuer: { id: 'did:example:council' } },
    bad: [['none', { issuer: undefined }], ['null', { issuer: null }], ['a text that is no address', { issuer: 'the council' }], ['an object without', { issuer: { name: 'The council' } }], ['an object with null', { issuer: { id: null } }], ['an object with a text that is none', { issuer: { id: 'the council' } }]],
  },
  {
    says: '4.8 credentialSubject says something of one or more',
    good: { credentialSubject: [subject, { id: 'did:example:carer' }] },
    bad: [['none', { credentialSubject: undefined }], ['nothing said', { credentialSubject: {} }], ['nothing said of one', { credentialSubject: [subject, {}] }], ['nobody in the list', { credentialSubject: [] }], ['two ids', { credentialSubject: { id: ['did:example:a', 'did:example:b'] } }], ['a text', { credentialSubject: 'did:example:citizen' }]],
  },
  dated('validFrom'),
  dated('validUntil'),
  {
    says: '4.9 it ends no sooner than it begins',
    good: { validFrom: '2026-02-25T19:10:39Z', validUntil: '2026-02-25T19:10:39+00:00' },
    bad: [['sooner by a second', { validFrom: '2026-02-25T19:10:39Z', validUntil: '2026-02-25T19:10:38Z' }], ['sooner by its zone', { validFrom: '2026-02-25T19:10:39Z', validUntil: '2026-02-25T19:30:39+01:00' }]],
  },
  tagged('credentialStatus', '4.10'),
  tagged('credentialSchema', '4.11'),
  { says: '4.11 and of a credentialSchema the address is needed', good: { credentialSchema: { type: tag, id: 'https://council.example/schema' } }, bad: [['no id', { credentialSchema: { type: tag } }]] },
  tagged('refreshService', '5.4'),
  tagged('termsOfUse', '5.5'),
  tagged('evidence', '5.6'),
  {
    says: '5.3 relatedResource has an address, once, and a digest',
    good: { relatedResource: [{ id: base, digestSRI: 'sha384-AAAA' }, { id: 'https://council.example/art.svg', digestMultibase: 'uAAAA' }] },
    bad: [['a text', { relatedResource: [base] }], ['no address', { relatedResource: { digestSRI: 'sha384-AAAA' } }], ['no digest', { relatedResource: { id: base } }], ['one twice', { relatedResource: [{ id: base, digestSRI: 'sha384-AAAA' }, { id: base, digestMultibase: 'uAAAA' }] }]],
  },
]

/** What is seen by a JSON-LD processor alone. @see VC Data Model 2.0, sections 4.3, 4.5 and 6.1 */
export const statementsOfTerms: readonly Statement[] = [
  { says: '4.5 each type means something', good: { '@context': [base, { Badge: 'https://types.example/#Badge' }], type: ['VerifiableCredential', 'Badge'] }, bad: [['one that nothing defines', { type: ['VerifiableCredential', 'Badge'] }], ['one whose meaning is no address', { '@context': [base, { Badge: 'https ://types.example#Badge' }], type: ['VerifiableCredential', 'Badge'] }]] },
  { says: '4.8 each claim means something', good: { '@context': [base, { plot: 'https://types.example/#plot' }], credentialSubject: { plot: 'B12' } }, bad: [['one that nothing defines', { credentialSubject: { plot: 'B12' } }]] },
  { says: '4.3 a context is one', good: { '@context': [base, { plot: 'https://types.example/#plot' }] }, bad: [['at an address where none is', { '@context': [base, 'https://council.example/none'] }]] },
  { says: '6.1 no context changes what the data model defines', good: { '@context': [base, { Badge: 'https://types.example/#Badge' }] }, bad: [['another VerifiableCredential', { '@context': [base, { VerifiableCredential: 'https://types.example/#Badge' }] }], ['another name', { '@context': [base, { name: 'https://types.example/#name' }] }], ['a protected term twice', { '@context': [base, { '@protected': true, Badge: 'https://types.example/#Badge' }, { Badge: 'https://types.example/#Other' }] }]] },
]
