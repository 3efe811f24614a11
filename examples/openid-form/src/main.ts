import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createOpenIdForm } from './server.ts'

// Beside `npm start`: its OpenID Provider, unless another is named, and the secret that it knows this form by.
const port = Number(process.env['PORT'] ?? 4775)
const issuer = process.env['OPENID_PROVIDER_URL'] ?? `http://localhost:${port - 10}`
const secret = readFileSync(join(import.meta.dirname, '../../../.data/secrets/openid-client-secret'), 'utf8')
const siteUrl = `http://localhost:${port}`
const server = await createOpenIdForm({ issuer, clientId: 'openid-form', clientSecret: secret, siteUrl })
server.listen(port, 'localhost', () => process.stdout.write(`${siteUrl}/\n`))
