import multipart, { type MultipartFile } from '@fastify/multipart'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { bulkLimits } from '../../domain/bulk/bulk-file.ts'
import type { FileBytes } from '../../ports/bulk.ts'

type Parts = ReturnType<FastifyRequest['parts']>

// One byte more than is taken tells that there is more.
const limits = { fileSize: bulkLimits.bytes + 1, files: 1, fields: 2, fieldSize: 256, fieldNameSize: 32, parts: 3, headerPairs: 16 }
/** What a form is beside its file. */
const formBytes = 16 * 1024

/** A file of a form, of which no byte was read yet. */
export interface UploadedFile {
  /** What was chosen before the file, by the name of its field; null where nothing was. */
  readonly choice: { readonly name: string; readonly value: unknown } | null
  /** Null when no file was chosen. */
  readonly bytes: FileBytes | null
  /** It says itself that it is larger than what is taken. */
  readonly isTooLarge: boolean
}

/** Takes forms with a file: the field before it proves where the form came from, and is judged before the file is read. */
export async function acceptFile(scope: FastifyInstance): Promise<(request: FastifyRequest) => Promise<UploadedFile>> {
  await scope.register(multipart, { limits, throwFileSizeLimit: false })
  const pending = new WeakMap<FastifyRequest, Parts>()
  scope.addHook('preHandler', async (request) => {
    if (!request.isMultipart()) return
    const parts = request.parts()
    pending.set(request, parts)
    const part = await next(parts)
    request.body = part?.type === 'field' ? { [part.fieldname]: part.value } : {}
  })
  return async (request) => {
    const parts = pending.get(request)
    if (parts === undefined) throw new Refusal('unsupported_media_type')
    if (Number(request.headers['content-length'] ?? 0) > bulkLimits.bytes + formBytes) return { choice: null, bytes: null, isTooLarge: true }
    const first = await next(parts)
    const choice = first?.type === 'field' ? { name: first.fieldname, value: first.value } : null
    const part = choice === null ? first : await next(parts)
    if (part?.type !== 'file' || part.fieldname !== 'file') throw new Refusal('invalid_request', { detail: 'no file in the form' })
    if (part.filename === '') part.file.resume()
    return { choice, bytes: part.filename === '' ? null : bytesOf(part), isTooLarge: false }
  }
}

async function next(parts: Parts) {
  try {
    const { value, done } = await parts.next()
    return done === true ? null : value
  } catch (cause) {
    throw new Refusal('invalid_request', { detail: 'multipart', cause })
  }
}

/** Whoever stops reading leaves the rest to be passed over, up to the limit. */
async function* bytesOf({ file }: MultipartFile): AsyncGenerator<Uint8Array> {
  try {
    yield* file.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>
  } finally {
    file.resume()
  }
}
