import type { RequestId } from './presentation.ts'

const prefix = 'sandbox-'

/** Names a rehearsal: anybody who sees the request, its links or its record can tell it from a real one. */
export const sandboxRequestId = (secret: string): RequestId => `${prefix}${secret}` as RequestId

export const isSandbox = ({ requestId }: { readonly requestId: RequestId }): boolean => requestId.startsWith(prefix)
