import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { httpRecords } from '@counterfoil/issuer/adapters/records/http-records'
import type { Clock } from '@counterfoil/shared/kernel/clock'

type Row = Readonly<Record<string, string>>

interface Asked {
  readonly field?: string
  readonly values?: readonly string[]
  readonly words?: readonly string[]
  readonly fields?: readonly string[]
  readonly after?: string
  readonly most?: number
}

const onPage = 20_000

/** A council's own system on a real socket, as `docs/issuer.md` describes it: it gives everybody page by page, and finds whom it is asked for. */
export async function openFindingCouncil(rows: readonly Row[]) {
  const asked: string[] = []
  const served = { people: 0 }
  const byReference = new Map(rows.map((row) => [row['council_reference'] ?? '', row]))
  const found = ({ field, values = [], words = [], most = Infinity }: Asked): readonly Row[] => {
    if (field === 'council_reference') return values.flatMap((value): readonly Row[] => { const row = byReference.get(value); return row === undefined ? [] : [row] })
    const isMeant = (row: Row): boolean => (field === undefined ? words.every((word) => Object.values(row).some((cell) => cell.toLowerCase().includes(word))) : values.includes(row[field] ?? ''))
    return rows.filter(isMeant).slice(0, most)
  }
  const page = (after: string | undefined, fields: readonly string[] | undefined) => {
    const from = Number(after ?? 0)
    const people = rows.slice(from, from + onPage).map((row) => (fields === undefined ? row : Object.fromEntries(fields.map((field) => [field, row[field]]))))
    return { people, next: from + onPage < rows.length ? String(from + onPage) : null }
  }
  const answerTo = (url: URL, body: string) => {
    if (url.pathname === '/token') return { access_token: 'token', token_type: 'Bearer', expires_in: 300 }
    if (url.pathname === '/people') return page(url.searchParams.get('after') ?? undefined, undefined)
    const wanted = JSON.parse(body) as Asked
    return wanted.fields === undefined ? { people: found(wanted) } : page(wanted.after, wanted.fields)
  }
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      asked.push(`${request.method} ${request.url}`)
      const answer = answerTo(new URL(request.url ?? '', 'http://council'), body)
      if ('people' in answer) served.people += answer.people.length
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const config = { url: `${origin}/people`, findUrl: `${origin}/find`, tokenUrl: `${origin}/token`, clientId: 'counterfoil', clientSecret: 'a secret', scope: null }
  return {
    config,
    readerIn: (clock: Clock, findUrl: string | null = config.findUrl) => httpRecords({ ...config, findUrl }, clock),
    /** Method and address of each request. */
    asked,
    served,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
