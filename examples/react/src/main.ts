import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFormServer } from '@counterfoil/form-server/form-server'
import { createReactForm } from './server.ts'

// Beside `npm start`: its first council's verifier and key, unless others are named.
const port = Number(process.env['PORT'] ?? 4780)
const verifierUrl = process.env['VERIFIER_URL'] ?? `http://localhost:${port - 60}/aldermoor`
const keys = process.env['API_KEYS_FILE'] ?? join(import.meta.dirname, '../../../.data/secrets/website-api-keys.json')
const { aldermoor } = JSON.parse(readFileSync(keys, 'utf8')) as { readonly aldermoor: string }
const siteUrl = `http://localhost:${port}`
const server = await createReactForm({ formServer: createFormServer({ verifierUrl, apiKey: aldermoor }), siteUrl })
await server.listen({ port, host: 'localhost' })
process.stdout.write(`${siteUrl}/aldermoor/blue-badge-renewal\n`)
