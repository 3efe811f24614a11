import { refusals } from '@counterfoil/service-kit/http/described-answers'
import { bulkLimits } from '../../domain/bulk/bulk-file.ts'
import { bulkOutcomes, pauseReasons, resultKinds } from '../../domain/bulk/bulk-job.ts'
import { bulkPlans } from '../../domain/bulk/bulk-plan.ts'
import { systemMoves } from '../../use-cases/council/bulk-for-system.ts'
import { json, parameters, text } from '../schema-parts.ts'
import { bodily, closed, id, idempotent, instant, needing, unserialized } from './council-schemas.ts'

const counts = (names: readonly string[]) => ({ type: 'object', required: names, properties: Object.fromEntries(names.map((name) => [name, { type: 'integer' }])) })
const members = {
  job: id,
  state: { enum: ['prepared', 'asked', 'running', 'paused', 'finished', 'cancelled'] },
  approval: { enum: ['waiting', 'approved', 'refused', 'withdrawn', 'expired', null], description: 'What the council\'s staff said of it; null when they weren\'t asked, for nothing would be made' },
  content_hash: { ...text, description: 'Of every row as it was planned: what is approved' },
  prepared_at: instant,
  plan: counts([...bulkPlans, 'invalid']),
  outcomes: counts(bulkOutcomes),
  done: { type: 'integer' },
  paused_because: { enum: [...pauseReasons, null] },
} as const
const noCounts = (names: readonly string[], more: object = {}) => ({ ...Object.fromEntries(names.map((name) => [name, 0])), ...more })
const example = { job: id.examples[0], state: 'asked', approval: 'waiting', content_hash: '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU', prepared_at: instant.examples[0], plan: noCounts([...bulkPlans, 'invalid'], { create: 2 }), outcomes: noCounts(bulkOutcomes), done: 0, paused_because: null }
const job = { ...json('The job as it stands', Object.keys(members), members), examples: [example] }
const jobParameters = parameters({ job: 'Its id' })
const aboutJob = { ...closed, 404: 'There is no such authority or job' } as const
const stood = { ...aboutJob, 409: 'The job has moved on, or nobody has approved it' } as const

export const prepare = {
  ...unserialized,
  schema: {
    ...needing('offers:write'),
    operationId: 'prepareBulkJob',
    summary: 'Plan offers for many, and ask the council\'s staff to approve them',
    description: 'Nothing is made until somebody in the staff console has approved exactly these rows, and the job was started. Claims come from the council\'s record. The same request under the same key is the same job.',
    consumes: ['application/json'],
    headers: idempotent,
    params: parameters(),
    body: {
      type: 'object',
      required: ['rows'],
      additionalProperties: false,
      properties: {
        rows: {
          type: 'array',
          minItems: 1,
          maxItems: bulkLimits.rows,
          items: { type: 'object', required: ['reference', 'type'], additionalProperties: false, properties: { reference: { ...text, description: 'How the council\'s record names the person' }, type: { ...text, description: 'Id of the type' }, language: { ...text, description: 'Of the letter: `en` or `cy`; `en` when absent' } } },
        },
      },
      examples: [{ rows: [{ reference: 'AL-0001', type: 'residency' }, { reference: 'AL-0002', type: 'residency', language: 'cy' }] }],
    },
    response: {
      201: {
        ...json('The job, and the rows that have errors, which it leaves out', [...Object.keys(members), 'errors'], {
          ...members,
          errors: { type: 'array', items: { type: 'object', required: ['row', 'column', 'problem'], properties: { row: { type: 'integer', description: 'From 1' }, column: { enum: ['reference', 'type', 'language', null] }, problem: { enum: ['missing', 'too_long', 'unreadable', 'unknown', 'not_concerned', 'several', 'record_incomplete', 'more_cells'] } } } },
        }),
        examples: [{ ...example, errors: [] }],
      },
      ...refusals('problem', { ...closed, 400: bodily[400], 413: bodily[413], 415: bodily[415] }),
    },
  },
}

export const show = { ...unserialized, schema: { ...needing('offers:write'), operationId: 'showBulkJob', summary: 'How a job stands', params: jobParameters, response: { 200: job, ...refusals('problem', aboutJob) } } }

export const start = {
  ...unserialized,
  schema: {
    ...needing('offers:write'),
    operationId: 'startBulkJob',
    summary: 'Start a job that was approved',
    description: 'What it makes is sealed to the key that is given here, and can be opened by nobody else.',
    consumes: ['application/json'],
    params: jobParameters,
    body: {
      type: 'object',
      required: ['result_key'],
      additionalProperties: false,
      properties: { result_key: { type: 'object', required: ['kty', 'crv', 'x', 'y'], properties: { kty: { const: 'EC' }, crv: { const: 'P-256' }, x: text, y: text }, additionalProperties: false } },
      examples: [{ result_key: { kty: 'EC', crv: 'P-256', x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU', y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0' } }],
    },
    response: { 200: job, ...refusals('problem', { ...stood, 400: 'The key is no P-256 key', 415: 'The body is not JSON' }) },
  },
}

const summaries = { pause: 'Pause a job that runs', resume: 'Let a paused job go on', cancel: 'Cancel what a job has not done yet' } as const
export const moves = Object.fromEntries(
  systemMoves.map((move) => [move, { ...unserialized, schema: { ...needing('offers:write'), operationId: `${move}BulkJob`, summary: summaries[move], params: jobParameters, response: { 200: job, ...refusals('problem', stood) } } }]),
) as Record<(typeof systemMoves)[number], object> // of every move

const what = { links: 'links that open the offers', codes: 'transaction codes' } as const
export const results = Object.fromEntries(
  resultKinds.map((kind) => [
    kind,
    {
      ...unserialized,
      schema: {
        ...needing('offers:write'),
        operationId: `take${kind === 'links' ? 'Links' : 'Codes'}OfBulkJob`,
        summary: `Take the ${what[kind]}`,
        description: 'Ten minutes after the first time they are erased.',
        params: jobParameters,
        response: { 200: { ...json('Compact JWEs (ECDH-ES, A256GCM); in each a JSON list of `number`, the row, and `text`', ['pieces'], { pieces: { type: 'array', items: text } }), examples: [{ pieces: ['eyJhbGciOiJFQ0RILUVTIi…'] }] }, ...refusals('problem', stood) },
      },
    },
  ]),
) as Record<(typeof resultKinds)[number], object> // of every kind
