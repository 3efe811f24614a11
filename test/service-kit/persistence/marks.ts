import type { QueryRunner } from 'typeorm'

/** The smallest schema: one table of names. */
export class CreateMarks1 {
  name = 'CreateMarks1700000000000'
  up = async (runner: QueryRunner): Promise<void> => {
    await runner.query('CREATE TABLE marks (name TEXT PRIMARY KEY) STRICT')
  }
  down = async (): Promise<void> => {}
}

/** One turn of the event loop, in which other units may get a word in. */
export const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
