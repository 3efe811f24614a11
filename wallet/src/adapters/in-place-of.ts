import type { Store } from './open-store.ts'
import { sealRecord, type AskKey } from './record-seal.ts'
import { toldWhenFull } from './told-when-full.ts'

/** A record that another takes the place of. */
export interface Moved {
  readonly from: { readonly place: 'signIns' | 'waiting'; readonly id: string }
  readonly to: { readonly place: 'credentials' | 'waiting'; readonly value: { readonly id: string } }
}

/** Both at once: what was ended in another tab meanwhile comes back in no form. */
export async function putInPlaceOf(store: Store, askKey: AskKey, { from, to }: Moved): Promise<boolean> {
  for (;;) {
    const { key, generation } = await askKey()
    const record = await sealRecord(key, to.value.id, to.value)
    const change = store.transaction([to.place, from.place, 'lock'], 'readwrite')
    const isOpen = (await change.objectStore(from.place).getKey(from.id)) !== undefined
    const isSame = (await change.objectStore('lock').get('record'))?.generation === generation
    await toldWhenFull(() => Promise.all([...(isOpen && isSame ? [change.objectStore(to.place).put(record), change.objectStore(from.place).delete(from.id)] : []), change.done]))
    if (isSame || !isOpen) return isOpen
  }
}
