// A form team's server in plain JavaScript: everything that it imports was installed from a tarball. It says what it did on its standard error, a line of JSON each.
import { createHash, createPublicKey, verify } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { builtFiles } from '@counterfoil/embed/built-files'
import { createFormServer, FormServerError } from '@counterfoil/form-server'
import { verifyPresentation } from '@counterfoil/shared/verification/verify-presentation'
import { verifierPlugin } from '@counterfoil/verifier'
import { readConfig } from '@counterfoil/verifier/config'
import Fastify from 'fastify'

const tell = (what) => process.stderr.write(`${JSON.stringify(what)}\n`)

/** The pipeline, with facts that are at hand and Node's own crypto. */
async function judge({ presentation, query, audience, nonce, now, issuer, accredited }) {
  const isSigned = (jwk, input, signature) => verify('sha256', Buffer.from(input), { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))
  const known = (value) => ({ value, observedAt: now })
  const verdict = await verifyPresentation(
    { presentation, query, audience, nonce, handover: { kind: 'redirect', clientId: audience, responseUri: 'https://form.example/answer', thumbprint: null } },
    {
      now,
      sha256: (content) => createHash('sha256').update(content).digest('base64url'),
      issuerKey: () => known({ did: issuer.did, key: issuer.jwk, issuerNames: [issuer.did] }),
      certifiesKey: () => false,
      verifyIssuer: isSigned,
      verifyHolder: isSigned,
      isAccredited: (did, type) => known(did === issuer.did && type === accredited),
      status: () => known(0),
    },
  )
  return verdict.outcome === 'verified' ? { outcome: verdict.outcome, claims: verdict.claims, passed: verdict.checks.filter(({ result }) => result === 'passed').length } : { outcome: verdict.outcome, refusal: verdict.refusal }
}

const vectors = JSON.parse(readFileSync(process.env.VECTORS_FILE, 'utf8'))
tell({ judged: await Promise.all(vectors.map(judge)) })

const { script } = builtFiles()
tell({ element: [script.address.split('/').at(-1), script.integrity === `sha384-${createHash('sha384').update(script.bytes).digest('base64')}`] })

const prefix = '/verify'
const verifierUrl = `${process.env.VERIFIER_URL}${prefix}`
const host = Fastify({ forceCloseConnections: true })
await host.register(verifierPlugin, { prefix, config: { ...readConfig(), verifierUrl } })
await host.listen({ port: Number(process.env.PORT), host: 'localhost' })

const verifier = createFormServer({ verifierUrl: `${verifierUrl}/brackenfield`, apiKey: process.env.API_KEY })
const asked = await verifier.start({ form: 'blue-badge-renewal', flow: 'cross_device' })
tell({ asked: asked.openid4vpLink })
const [number] = await once(process.stdin, 'data')
const { fields, receipt } = await verifier.collect(asked, String(number).trim())
const { fields: told } = await verifier.checkForm(receipt, { ...fields, last_name: 'Else' }, 'blue-badge-renewal')
tell({ filled: fields.first_name, told: [told.first_name, told.last_name], status: (await verifier.status(asked)).status })
tell({ again: await verifier.collect(asked, '000').catch((error) => error instanceof FormServerError && error.code) })
await host.close()
process.exit(0)
