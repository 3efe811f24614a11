import { describe, expect, it } from 'vitest'
import { gzipSync } from 'node:zlib'
import { bulkFiles } from '@counterfoil/issuer/adapters/bulk/bulk-files'
import { bulkLimits } from '@counterfoil/issuer/domain/bulk/bulk-file'
import { csvFileOf } from '@counterfoil/shared/kernel/csv'

const bytes = (text: string): Buffer => Buffer.from(text)
const read = (...pieces: readonly Uint8Array[]) =>
  bulkFiles.read(
    (async function* () {
      yield* pieces
    })(),
  )
const readText = (text: string) => read(bytes(text))
const cells = (reference: string, type = 'residency', language = '') => ({ reference, type, language })

describe('a bulk file', () => {
  it('has its rows by the numbers of the spreadsheet, empty ones counted and left out', async () => {
    expect(await readText('reference,type\nA-1,residency\n\n,\n"A-2",blue-badge\n')).toEqual({
      rows: [
        { number: 2, cells: cells('A-1'), hasMore: false },
        { number: 5, cells: cells('A-2', 'blue-badge'), hasMore: false },
      ],
      passedOver: [],
    })
  })

  it('may be headed in Welsh, in any order and any case, and have columns of its own', async () => {
    expect(await readText('Math,IAITH, Cyfeirnod ,Notes\nresidency,cy,A-1,anything\n')).toEqual({ rows: [{ number: 2, cells: cells('A-1', 'residency', 'cy'), hasMore: false }], passedOver: ['Notes'] })
  })

  it.each([
    ['ADM-17 a mark of byte order', '\ufeffreference,type\nA-1,residency\n'],
    ['ADM-17 CRLF', 'reference,type\r\nA-1,residency\r\n'],
    ['ADM-17 CR alone', 'reference,type\rA-1,residency\r'],
    ['ADM-17 everything quoted', '"reference","type"\n"A-1","residency"\n'],
    ['no end of its last line', 'reference,type\nA-1,residency'],
  ])('%s is read', async (_name, text) => {
    expect(await readText(text)).toMatchObject({ rows: [{ number: 2, cells: cells('A-1') }] })
  })

  it('keeps a row number where a cell has lines of its own', async () => {
    expect(await readText('reference,type,note\nA-1,residency,"two\nlines"\nA-2,residency,\n')).toMatchObject({ rows: [{ number: 2 }, { number: 3 }] })
  })

  it('is read alike however it is cut into pieces', async () => {
    const text = bytes('\ufeffcyfeirnod,math\nŴ-1,residency\n')
    const pieces = Array.from(text, (_, place) => text.subarray(place, place + 1))
    expect(await read(...pieces)).toEqual(await read(text))
  })

  it.each(['=1+1', '+44', '-1', '@SUM(A1)', '\u00a0=1'])('ADM-17 takes a cell that is a formula as the text that it is: %j', async (formula) => {
    expect(await readText(csvFileOf([['reference', 'type'], [formula, 'residency']]))).toMatchObject({ rows: [{ cells: cells(formula.trim()) }] })
  })

  const heading = 'reference,type\n'
  const long = 'x'.repeat(2 * bulkLimits.recordBytes)
  it.each<[name: string, content: Uint8Array, fault: object]>([
    ['nothing', bytes(''), { fault: 'empty' }],
    ['empty lines', bytes('\n\n'), { fault: 'empty' }],
    ['ADM-17 headings alone', bytes(heading), { fault: 'no_rows' }],
    ['ADM-17 headings and empty rows', bytes(`${heading},\n,\n`), { fault: 'no_rows' }],
    ['ADM-17 no headings', bytes('A-1,residency\n'), { fault: 'missing_columns', columns: ['reference', 'type'] }],
    ['ADM-17 a heading too few', bytes('reference,kind\nA-1,residency\n'), { fault: 'missing_columns', columns: ['type'] }],
    ['ADM-17 semicolons', bytes('reference;type\nA-1;residency\n'), { fault: 'missing_columns', columns: ['reference', 'type'] }],
    ['ADM-17 two headings of one meaning', bytes('reference,type,Cyfeirnod\nA-1,residency,A-2\n'), { fault: 'duplicate_columns', columns: ['reference'] }],
    ['ADM-17 UTF-16, little end first', Buffer.from(`\ufeff${heading}`, 'utf16le'), { fault: 'utf16' }],
    ['ADM-17 UTF-16, big end first', Buffer.from(`\ufeff${heading}`, 'utf16le').swap16(), { fault: 'utf16' }],
    ['ADM-17 UTF-16 without a mark', Buffer.from(heading, 'utf16le'), { fault: 'utf16' }],
    ['ADM-17 Windows-1252', Buffer.from(`${heading}Caf\u00e9,residency\n`, 'latin1'), { fault: 'not_utf8' }],
    ['ADM-17 half a character at its end', bytes(`${heading}A-\u0174`).subarray(0, -1), { fault: 'not_utf8' }],
    ['ADM-17 NUL', bytes(`${heading}A-\0,residency\n`), { fault: 'not_csv' }],
    ['ADM-17 a spreadsheet, or any zip archive', bytes('PK\u0003\u0004and so on'), { fault: 'zipped' }],
    ['ADM-17 gzip of a gigabyte', gzipSync(Buffer.alloc(16 * 1024 * 1024)), { fault: 'zipped' }],
    ['ADM-17 a spreadsheet of old', Buffer.from('d0cf11e0a1b11ae1', 'hex'), { fault: 'zipped' }],
    ['ADM-17 a PDF', bytes('%PDF-1.7'), { fault: 'not_csv' }],
    ['ADM-17 an open quotation mark', bytes(`${heading}"A-1,residency\n`), { fault: 'open_quote', row: 2 }],
    ['ADM-17 text after a closing quotation mark', bytes(`${heading}"A"-1,residency\n`), { fault: 'open_quote', row: 2 }],
    ['ADM-17 an open quotation mark before very much', bytes(`${heading}A-1,residency\n"${long}`), { fault: 'long_row', row: 3 }],
    ['ADM-17 a million columns', bytes(`${'reference,'.repeat(1_000_000).slice(0, bulkLimits.bytes - 1)}\n`), { fault: 'long_row', row: 1 }],
    ['ADM-17 a row too many', bytes(heading + 'A,r\n'.repeat(bulkLimits.rows + 1)), { fault: 'too_many_rows', rows: bulkLimits.rows + 1 }],
    ['ADM-17 a million rows', bytes(`${heading}${'A,r\n'.repeat(1_000_000)}`), { fault: 'too_many_rows', rows: 1_000_000 }],
  ])('%s: is told by what it is', async (_name, content, fault) => {
    expect(await read(content)).toEqual(fault)
  })

  it('ADM-17 of a gigabyte is read no further than the limit', async () => {
    let given = 0
    const piece = Buffer.alloc(64 * 1024, 'A-1,residency\n')
    const answer = await bulkFiles.read(
      (async function* () {
        yield bytes(heading)
        for (; given < 1024 ** 3; given += piece.length) yield piece
      })(),
    )
    expect(answer).toEqual({ fault: 'too_large' })
    expect(given).toBeLessThan(bulkLimits.bytes + 4 * 1024 * 1024)
  })
})
