import type { PublishedType } from '@counterfoil/shared/catalogue/published-type'
import type { FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import type { Branded, EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { DraftContent } from '../domain/catalogue/draft-content.ts'
import type { TypeEdition } from '../domain/catalogue/type-version.ts'

export type DraftId = Branded<string, 'CatalogueDraftId'>

/** What an authority's editors work on. */
export interface CatalogueDraft {
  readonly id: DraftId
  readonly authority: string
  /** Id of the type or form. */
  readonly name: string
  /** Another with each change: a page that was opened before it writes nothing. */
  readonly revision: number
  /** What it was opened from. */
  readonly base: TypeEdition
  readonly content: DraftContent
  /** Whether publishing it withdraws the form; its content is then what is withdrawn. */
  readonly withdraws: boolean
  /** Whether somebody asked to publish it as it stands. */
  readonly asked: boolean
  /** Accounts of everybody who opened or changed it. */
  readonly editors: readonly string[]
  readonly changedBy: string
  readonly changedAt: EpochSeconds
}

export interface DraftChange {
  readonly revision: number
  readonly content: DraftContent
  readonly by: string
  readonly now: EpochSeconds
}

/** Drafts of types, or those of forms, in the database. Another authority's are not there. */
export interface CatalogueDrafts {
  /** Opens a draft, once: whoever comes second finds the first one's. */
  open(draft: Omit<CatalogueDraft, 'revision' | 'asked' | 'editors' | 'changedBy' | 'changedAt'> & { readonly by: string; readonly now: EpochSeconds }): Promise<CatalogueDraft>
  find(authority: string, id: DraftId): Promise<CatalogueDraft | null>
  of(authority: string): Promise<readonly CatalogueDraft[]>
  /** False when it was changed since that revision, or is gone: then nothing is written. What was asked is asked no more. */
  change(authority: string, id: DraftId, change: DraftChange): Promise<boolean>
  /** Marks that it may be published once it is approved; false when it was changed since that revision. */
  ask(authority: string, id: DraftId, revision: number): Promise<boolean>
  /** Those that somebody asked to publish, of every authority. */
  asked(): Promise<readonly CatalogueDraft[]>
  discard(authority: string, id: DraftId): Promise<boolean>
}

/** One publication, as it stays for good. */
export interface Publication {
  readonly number: number
  readonly authority: string
  readonly name: string
  readonly version: number
  readonly content: DraftContent
  readonly contentHash: string
  readonly approval: string
  readonly askedBy: string
  readonly approvedBy: string
  readonly publishedAt: EpochSeconds
}

/** One publication of a type. */
export interface PublishedEdition extends Publication, TypeEdition {
  /** Version of what came with the service then: a newer release's stands over it. */
  readonly deliveredVersion: number
  /** From when on it is what is issued; null while the network has still to accredit it. */
  readonly effectiveAt: EpochSeconds | null
}

/** A version as it was first served, and the type that its documents were made of. */
export interface ServedVersion {
  /** Id of the type. */
  readonly name: string
  readonly version: number
  readonly content: DraftContent
  readonly documents: PublishedType
}

/** What lies at each `vct`, for good: whichever release of the service came with it. */
export interface CatalogueDocuments {
  all(): Promise<readonly ServedVersion[]>
  /** Keeps each, unless something is kept of its `vct` already. */
  keep(versions: readonly ServedVersion[]): Promise<void>
}

export interface CatalogueEditions {
  /** Publishes what a draft holds at that revision, and ends the draft; false when it was changed, or published by another process. */
  publish(draft: CatalogueDraft, edition: Omit<PublishedEdition, 'number' | 'authority' | 'name' | 'content'>): Promise<boolean>
  /** All of them, oldest first. */
  all(): Promise<readonly PublishedEdition[]>
  /** Another text whenever anything was published, took effect or was served for the first time. */
  state(): Promise<string>
  /** False when it had taken effect. */
  takeEffect(edition: PublishedEdition, now: EpochSeconds): Promise<boolean>
}

/** One publication of a form of one authority. */
export interface PublishedForm extends Publication {
  /** Whether it took that version back. */
  readonly withdraws: boolean
}

export interface FormPublications {
  /**
   * Publishes what a draft holds at that revision, and ends the draft. False when it was changed, or when the publication of which it was planned
   * to be the next isn't the newest any more: then it is planned again.
   */
  publish(draft: CatalogueDraft, form: Omit<PublishedForm, 'number' | 'authority' | 'name' | 'content' | 'withdraws'>, after: number): Promise<boolean>
  /** All of them, oldest first. */
  all(): Promise<readonly PublishedForm[]>
  /** Number of the newest; 0 while there is none. */
  newest(): Promise<number>
}

/** A form that came with the service, for every authority. */
export interface DeliveredForm {
  readonly id: string
  readonly version: number
  readonly text: string
}

export interface FormRead {
  /** Null while the linters say something against it. */
  readonly profile: FormProfile | null
  readonly problems: readonly string[]
}

export type ReadForm = (text: string) => FormRead
