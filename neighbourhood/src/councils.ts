import type { Bilingual } from '@counterfoil/shared/kernel/json'

/** A fictional council of the demo. */
export interface Council {
  readonly id: string
  readonly letter: string
  readonly name: Bilingual
}

export const councils: readonly Council[] = [
  { id: 'aldermoor', letter: 'A', name: { en: 'Aldermoor Borough Council', cy: 'Cyngor Bwrdeistref Aldermoor' } },
  { id: 'brackenfield', letter: 'B', name: { en: 'Brackenfield District Council', cy: 'Cyngor Dosbarth Brackenfield' } },
  { id: 'calderwick', letter: 'C', name: { en: 'Calderwick City Council', cy: 'Cyngor Dinas Calderwick' } },
  { id: 'dunmere', letter: 'D', name: { en: 'Dunmere County Council', cy: 'Cyngor Sir Dunmere' } },
  { id: 'elmsworth', letter: 'E', name: { en: 'Elmsworth Town Council', cy: 'Cyngor Tref Elmsworth' } },
]
