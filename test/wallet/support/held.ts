import { randomUUID } from 'node:crypto'
import type { HeldCredential } from '@counterfoil/wallet/domain/held-credential'

const words = (text: string) => ({ en: text, cy: text })

export const makeHeld = (changes: Partial<HeldCredential> = {}): HeldCredential => ({
  id: randomUUID(),
  credential: 'eyJ.canary-credential.x~',
  issuer: { did: 'did:example:1', url: 'https://issuer.example/a', name: words('Aldermoor') },
  vct: 'https://issuer.example/types/residency/1',
  name: words('Residency'),
  labels: [{ path: ['given_name'], label: words('First name') }],
  card: { background: '#000000', text: '#ffffff' },
  claims: { given_name: 'Canary-Ada' },
  receivedAt: 1,
  expiresAt: 2,
  status: { uri: 'https://issuer.example/a/status-lists/1', index: 7 },
  standing: { state: 'active', checkedAt: 1, list: { issuedAt: 1, usableUntil: 2 } },
  ...changes,
})

export const makeActivity = (at = 1) => ({ id: randomUUID(), at, kind: 'shared' as const, who: words('Aldermoor'), what: words('Canary-Form'), claims: [words('First name')] })
