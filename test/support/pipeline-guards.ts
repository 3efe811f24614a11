import { guardsOf, importedBy, type Mutation } from './mutants.ts'
import { textOf } from './source-files.ts'

// What the pipeline refuses by, found in the files that it imports: a new file or a new refusal is among them without anybody's listing it.

const source = 'packages/shared/src'
export const answers = `${source}/verification/verify-answer.ts`
export const representations = `${source}/verification/represented-person.ts`

export type Guard = Mutation & { readonly line: string }

/** Files that refuse no presentation, or that are held against something else. */
const elsewhere: Readonly<Record<string, string>> = {
  [`${source}/cbor/decode-cbor.ts`]: 'a parser by itself: what it takes is held against another library’s, byte by byte (decode-cbor.property.test.ts)',
}

export const pipelineFiles = importedBy(answers).filter((file) => !(file in elsewhere))

const refusing = /^(?:new Refusal|malformed|mismatch|fault|new CborFault)\(/
/** Passed on, faults of this program, and what is wrong with a query. */
const others = /^(?:error|cause|new TypeError\(.*|new RangeError\(.*|malformedQuery\(.*)$/

/** Whatever is thrown in the pipeline that is neither a refusal as they are found here, nor known for something else. */
export const unknownThrows = (): string[] =>
  pipelineFiles.flatMap((file) => [...textOf(file).matchAll(/throw (.*)/g)].map(([, thrown = '']) => thrown).filter((thrown) => !refusing.test(thrown) && !others.test(thrown)).map((thrown) => `${file}: ${thrown}`))

export const allGuards: readonly Guard[] = pipelineFiles
  .flatMap((file) => guardsOf(file, refusing))
  // Of credentials as they are issued: not on this way.
  .filter(({ line }) => !line.includes('a credential as issued'))

const isOfAnswers = ({ file }: Guard): boolean => file === answers || file === representations
const isOfSdJwt = (guard: Guard): boolean => /\/(?:sd-jwt|verification)\/[^/]+$/.test(guard.file) && !isOfAnswers(guard)

/** Of what every format goes through, and of dc+sd-jwt. */
export const guardsOfSdJwt = allGuards.filter(isOfSdJwt)
/** Of the other formats alone. */
export const guardsOfFormats = allGuards.filter((guard) => !isOfSdJwt(guard) && !isOfAnswers(guard))
export const guardsOfAnswers = allGuards.filter(isOfAnswers)
