/** What a form's own server imports. Each module can be imported by itself, too. */
export type { FieldProvenance, FormCheck, SameAgain } from './check-form.ts'
export { checkAgain } from './check-form.ts'
export { createFormServer, type FormServer, type FormServerOptions, type PresentationState, type StartedPresentation, type StartOptions } from './form-server.ts'
export { FormServerError, type FormServerErrorCode } from './form-server-error.ts'
export { createPrefillEndpoint } from './prefill-endpoint.ts'
export type { PrefillResult } from './prefill-result.ts'
export { verifyWebhook, type PresentationEvent } from './verify-webhook.ts'
