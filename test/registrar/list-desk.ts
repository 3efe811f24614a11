import { governorKeys } from '@counterfoil/registrar/signed-list/list-controllers'
import { listOffice } from '@counterfoil/registrar/signed-list/list-office'
import { openListPlace, type ListPlace } from '@counterfoil/registrar/signed-list/list-place'
import { listSigningKeys } from '@counterfoil/registrar/signed-list/list-signing-keys'
import { accreditedUntil } from '@counterfoil/service-kit/signed-list/plan-list'
import { thumbprintOf } from '@counterfoil/shared/signed-list/list-thumbprint'
import type { ListState } from '@counterfoil/shared/signed-list/list-state'
import { deskOn, type Ground } from './desk.ts'
import { residencyAt } from '../support/residency.ts'

function groundOn(place: ListPlace): Ground {
  const state = async (): Promise<ListState> => (await place.entries.judged()).state
  const didOf = (id: string): string => place.authority(id).did
  return {
    office: listOffice(place),
    keys: listSigningKeys(place),
    published: async (id) => {
      const { removedKeys } = await state()
      const document = place.documentOf(place.authority(id)).read()
      return (document?.verificationMethod ?? []).filter((method) => method.revoked === undefined && !removedKeys.has(method.id)).map((method) => method.id)
    },
    accreditedUntil: async (id, kind) => accreditedUntil(await state(), { kind, scope: residencyAt(place), did: didOf(id) }),
    governors: async () => ((await state()).government?.governors ?? []).map(({ jwk }) => thumbprintOf(jwk)),
    listed: async (letter) => [...(await state()).listed.values()].find((one) => one.letter === letter) ?? null,
    controllers: async (id) => {
      const { controller, begun, former } = await governorKeys(place, await state(), place.authority(id))
      return { owner: controller?.thumbprint ?? null, begun: begun?.thumbprint ?? null, former: former.map(({ thumbprint }) => thumbprint) }
    },
    told: () => place.log.told(),
  }
}

/** A desk at a place on a list, with what only a list has. */
export async function openListDesk(folder: string) {
  const place = await openListPlace(folder)
  return { ...deskOn(groundOn(place), folder), place }
}
