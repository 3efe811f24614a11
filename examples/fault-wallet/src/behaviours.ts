/** What the wallet can be told to do, and what a form should hear of it. */
export const behaviours = {
  share: 'Share what is asked for',
  decline: 'Decline',
  expire: 'Never answer: the request runs out',
  revoked: 'Present a credential that was revoked',
  suspended: 'Present a credential that is suspended',
  expired: 'Present a credential whose last day has passed',
  wrong_audience: 'Present to another verifier than the one that asks',
  replayed: 'Present what was presented before',
  unaccredited: 'Present a credential of an issuer that is not accredited',
  slow: 'Share, after half a minute',
} as const

export type Behaviour = keyof typeof behaviours

export const isBehaviour = (text: unknown): text is Behaviour => typeof text === 'string' && Object.hasOwn(behaviours, text)
