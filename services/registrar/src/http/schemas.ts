import { refusals } from '@counterfoil/service-kit/http/described-answers'
import { accreditationKinds } from '@counterfoil/shared/trust/trust'
import { controllerName, keyLabel } from '../command.ts'

/** JSON Schemas of what is asked and answered: Fastify checks by them, and `/docs` shows them. */

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const authority = { ...text, pattern: '^[a-z][a-z0-9-]{0,62}$', description: 'Id of the authority', examples: ['aldermoor'] } as const
const kid = { ...text, minLength: 1, maxLength: 300, pattern: '^did:', description: 'DID URL of a key' } as const
const vct = { ...text, minLength: 1, maxLength: 300, description: 'Credential type: its `vct`' } as const
const to = { enum: ['issue', 'request'] } as const
const toList = { const: 'list', description: 'Sign status lists for another authority' } as const
const lists = { authority, to: toList, for: { ...authority, description: 'Id of the authority whose credentials the lists tell of', examples: ['elmsworth'] } } as const
const until = { ...text, pattern: '^\\d{4}-\\d\\d-\\d\\d$', examples: ['2027-12-31'] } as const
const name = { ...text, minLength: 1, maxLength: 200 } as const
const address = { ...text, maxLength: 200, pattern: '^https?://' } as const

const commandOf = (command: string, properties: object, required: readonly string[], description: string) =>
  ({ type: 'object', description, required: ['command', ...required], additionalProperties: false, properties: { command: { const: command }, ...properties } }) as const

/** What can be planned. Each has the members of its own and no other. */
export const command = {
  oneOf: [
    commandOf('accredit', { authority, to, type: vct, until }, ['authority', 'to', 'type', 'until'], 'Accredit until a day, or move that day'),
    commandOf('accredit', { ...lists, until }, ['authority', 'to', 'for', 'until'], 'Let an authority sign status lists for another until a day'),
    commandOf('withdraw', lists, ['authority', 'to', 'for'], 'End that now'),
    commandOf('withdraw', { authority, to, type: vct }, ['authority', 'to', 'type'], 'End an accreditation now'),
    commandOf('rotate', { authority, role: { enum: ['credential', 'status', 'request'] }, key: kid, overlap: { type: 'integer', minimum: 0, maximum: 604_800, description: 'Seconds until the new key signs' }, take_over: { ...text, pattern: keyLabel, description: 'Label of a key in its custody that is to sign next, instead of a new one' } }, ['authority', 'role'], 'Replace a signing key; asked again, end the change'),
    commandOf('rotate-due', {}, [], 'The same for every key that is due'),
    commandOf('remove-key', { authority, key: kid }, ['authority', 'key'], 'End a compromised key: everything that it signed is refused'),
    commandOf('hand-over', { authority, from: { ...text, pattern: controllerName, description: 'The controller key to be replaced: its address or, on a list, its thumbprint' } }, ['authority'], 'Hand over to a new controller key, step by step'),
    commandOf('join', { authority, letter: { ...text, pattern: '^[A-Z]$' }, name: { type: 'object', required: ['en', 'cy'], additionalProperties: false, properties: { en: name, cy: name } }, issuer: address, verifier: address, governs: flag }, ['authority'], 'Join: identity and keys first, then the consortium\'s decision'),
    commandOf('leave', { authority }, ['authority'], 'Leave: the consortium lets it go, then it gives its identity up'),
  ],
} as const

export const plan = {
  type: 'object',
  description: 'What would be written',
  required: ['plan', 'by', 'writes'],
  properties: {
    plan: { ...text, description: 'Names this very plan: the same command has another one when the ledger, or the list, has moved on' },
    by: { enum: ['consortium', 'authority', 'nobody'], description: 'Who has to do it; nobody, when there is nothing to do' },
    writes: { type: 'array', items: text, description: 'What would be written, in words' },
    note: { ...text, description: 'Why there is nothing to do now' },
  },
} as const

export const writeBody = {
  type: 'object',
  required: ['plan', 'command'],
  additionalProperties: false,
  properties: {
    plan: { ...text, minLength: 1, maxLength: 100, description: 'The plan that was shown' },
    command,
    sign_as: { ...authority, description: 'An authority of this place that signs a proposal at once' },
  },
} as const

export const proposal = {
  type: 'object',
  description: 'What the consortium has been asked',
  required: ['number', 'hash', 'reason', 'calls', 'signed_by', 'needed', 'state'],
  properties: {
    number: { type: 'integer' },
    hash: { ...text, description: 'What is signed; give it back when signing, so that nothing else is' },
    reason: { ...text, description: 'What somebody wrote beside it; the calls are what counts' },
    calls: { type: 'array', items: text, description: 'What it does, read from the calls themselves' },
    signed_by: { type: 'array', items: text, description: 'Those who govern today and signed: addresses of keys or, on a list, DIDs' },
    needed: { type: 'integer' },
    state: { enum: ['waiting', 'ready', 'over'] },
  },
} as const

export const written = {
  type: 'object',
  description: 'What became of it',
  required: ['outcome'],
  properties: { outcome: { enum: ['written', 'proposed', 'nothing to write'] }, proposal },
} as const

export const proposals = { type: 'array', description: 'Every proposal of this place, in their order', items: proposal } as const
export const numberParameters = { type: 'object', required: ['number'], properties: { number: { ...text, pattern: '^[0-9]{1,9}$', description: 'Number of the proposal' } } } as const
export const signatureBody = { type: 'object', required: ['as'], additionalProperties: false, properties: { as: authority, hash: { ...text, pattern: '^0x[0-9a-f]{64}$', description: 'Of the proposal that was shown' } } } as const
export const authorityParameters = { type: 'object', required: ['authority'], properties: { authority: { ...text, description: 'Id of the authority' } } } as const

const shownKey = {
  type: 'object',
  required: ['role', 'kid', 'state'],
  properties: { role: text, kid: text, state: { enum: ['published', 'revoked', 'expired', 'replaced', 'not published'] }, signs_from: { ...text, description: 'Instant from which it signs, for a key that waits' } },
} as const

export const shownAuthority = {
  type: 'object',
  description: 'What the ledger, or the list, says of it now',
  required: ['id', 'name', 'did', 'given_up', 'governs', 'keys', 'accreditations'],
  properties: {
    id: text,
    name: { type: 'object', properties: { en: text, cy: text } },
    did: text,
    given_up: flag,
    governs: flag,
    keys: { type: 'array', items: shownKey },
    accreditations: { type: 'array', items: { type: 'object', required: ['to', 'type', 'until'], properties: { to: { enum: accreditationKinds }, type: { ...text, description: 'Of lists, the DID of the authority for whom they are signed' }, until: { type: ['string', 'null'], description: 'Instant; null for never' } } } },
  },
} as const
export const shownAuthorities = { type: 'array', description: 'Every authority of the network', items: shownAuthority } as const

export const refused = (more: Readonly<Record<number, string>> = {}) => refusals('problem', { 401: 'The token is missing or wrong', ...more })
