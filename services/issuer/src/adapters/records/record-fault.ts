/**
 * Why a council's records can't be had. `away`: nobody answers, or not in time; asking again may help. `unusable`: what came is
 * no record, or comes by a way that isn't allowed; somebody has to mend it.
 */
export type RecordFaultKind = 'away' | 'unusable'

/**
 * A system of record that can't be used. Its message is for the log: names of files, columns and rows, and never what stands in
 * one. The error that a driver threw is never its cause, for drivers quote what they could not read.
 */
export class RecordFault extends Error {
  readonly kind: RecordFaultKind

  constructor(kind: RecordFaultKind, message: string) {
    super(message)
    this.name = 'RecordFault'
    this.kind = kind
  }
}
