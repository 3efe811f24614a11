import { sha256 } from '@noble/hashes/sha2.js'
import { toBase64Url, utf8 } from './bytes.ts'

/** SHA-256 of text as base64url, at once and anywhere; services have a native one. */
export const sha256Text = (text: string): string => sha256Of(text)

/** The same of text or of bytes. */
export const sha256Of = (content: string | Uint8Array): string => toBase64Url(sha256(typeof content === 'string' ? utf8(content) : content))
