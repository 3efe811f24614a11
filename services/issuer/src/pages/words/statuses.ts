import { bilingual } from '@counterfoil/ui/words'

/** Words of a credential's status and of changing it. */
export const statusChangeWords = bilingual({
  en: {
    statuses: { 0: 'Active', 1: 'Revoked', 2: 'Suspended', expired: 'Expired' },
    reasonNeeded: 'Choose a reason',
    reasonLegend: 'Why?',
    cancel: 'Cancel and go back',
    changes: {
      suspend: {
        link: 'Suspend',
        title: 'Suspend this credential?',
        effect: 'Forms will refuse it until you reinstate it. Where wallets of other makers hold it, it is suspended there too.',
        button: 'Suspend credential',
        done: 'The credential is suspended. Forms now refuse it.',
        reasons: { record_check: 'The record is being checked', reported_lost: 'The person reported their device lost', at_request: 'The person asked for it' },
      },
      reinstate: {
        link: 'Reinstate',
        title: 'Reinstate this credential?',
        effect: 'Forms will accept it again. Where wallets of other makers hold it, reinstate it there one by one.',
        button: 'Reinstate credential',
        done: 'The credential is active again. Forms accept it.',
        reasons: { check_passed: 'The check is finished and all is well', found_again: 'The person has their device again', at_request: 'The person asked for it' },
      },
      revoke: {
        link: 'Revoke',
        title: 'Revoke this credential?',
        effect: 'This is final. Forms will refuse it for good, and only a new credential can take its place. Where wallets of other makers hold it, it is revoked there too.',
        button: 'Revoke credential',
        done: 'The credential is revoked. Forms now refuse it for good.',
        reasons: { moved_away: 'The person has moved away', issued_in_error: 'It was issued in error', record_changed: 'The record has changed', at_request: 'The person asked for it' },
      },
    },
    about: { person: 'Person', type: 'Type', issued: 'Issued', status: 'Status now' },
  },
  cy: {
    statuses: { 0: 'Gweithredol', 1: 'Wedi’i dirymu', 2: 'Wedi’i hatal', expired: 'Wedi dod i ben' },
    reasonNeeded: 'Dewiswch reswm',
    reasonLegend: 'Pam?',
    cancel: 'Canslo a mynd yn ôl',
    changes: {
      suspend: {
        link: 'Atal',
        title: 'Atal y dystysgrif hon?',
        effect: 'Bydd ffurflenni’n ei gwrthod nes i chi ei hadfer. Lle mae waledi gwneuthurwyr eraill yn ei dal, caiff ei hatal yno hefyd.',
        button: 'Atal y dystysgrif',
        done: 'Mae’r dystysgrif wedi’i hatal. Mae ffurflenni’n ei gwrthod nawr.',
        reasons: { record_check: 'Mae’r cofnod yn cael ei wirio', reported_lost: 'Dywedodd y person fod eu dyfais ar goll', at_request: 'Gofynnodd y person amdano' },
      },
      reinstate: {
        link: 'Adfer',
        title: 'Adfer y dystysgrif hon?',
        effect: 'Bydd ffurflenni’n ei derbyn eto. Lle mae waledi gwneuthurwyr eraill yn ei dal, adferwch hi yno fesul un.',
        button: 'Adfer y dystysgrif',
        done: 'Mae’r dystysgrif yn weithredol eto. Mae ffurflenni’n ei derbyn.',
        reasons: { check_passed: 'Mae’r gwiriad wedi gorffen ac mae popeth yn iawn', found_again: 'Mae gan y person eu dyfais eto', at_request: 'Gofynnodd y person amdano' },
      },
      revoke: {
        link: 'Dirymu',
        title: 'Dirymu’r dystysgrif hon?',
        effect: 'Mae hyn yn derfynol. Bydd ffurflenni’n ei gwrthod am byth, a dim ond tystysgrif newydd all gymryd ei lle. Lle mae waledi gwneuthurwyr eraill yn ei dal, caiff ei dirymu yno hefyd.',
        button: 'Dirymu’r dystysgrif',
        done: 'Mae’r dystysgrif wedi’i dirymu. Mae ffurflenni’n ei gwrthod am byth nawr.',
        reasons: { moved_away: 'Mae’r person wedi symud i ffwrdd', issued_in_error: 'Fe’i rhoddwyd mewn camgymeriad', record_changed: 'Mae’r cofnod wedi newid', at_request: 'Gofynnodd y person amdano' },
      },
    },
    about: { person: 'Person', type: 'Math', issued: 'Rhoddwyd', status: 'Statws nawr' },
  },
})
