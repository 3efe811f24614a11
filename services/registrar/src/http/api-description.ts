import type { ApiDescription } from '@counterfoil/service-kit/http/api-description'

export const apiDescription: ApiDescription = {
  title: 'Counterfoil registrar',
  version: '0.1.0',
  description: 'Life cycle of authorities on the ledger or on a signed list, for consoles: what would be written is shown first, and is written only as it was shown.',
  tags: [
    { name: 'Authorities', description: 'What the ledger, or the list, says of them now' },
    { name: 'Plans', description: 'What a command would write, and carrying out that very plan' },
    { name: 'Proposals', description: 'What the consortium has been asked, who signed, and carrying it out' },
  ],
  credentials: { token: { type: 'http', scheme: 'bearer', description: 'Token of an authority, who acts for itself, or of the operator, who acts for all that are at this place' } },
}
