import { optionalFile } from '@counterfoil/service-kit/config/settings'
import { readCouncilClients, type CouncilClientsConfig } from './council-clients-file.ts'

/** The part of the configuration that councils' own systems need. */
export const councilSettings = {
  COUNCIL_CLIENTS_FILE: optionalFile(
    { meaning: 'File with the systems of each council that may make offers, read counterfoils and change statuses ([how](council-api.md)); without it there are none', example: '/etc/counterfoil/council-clients.json' },
    readCouncilClients,
    new Map() as CouncilClientsConfig,
  ),
} as const
