import { bilingual } from '@counterfoil/ui/words'

/** Words of a credential's status and of changing it. */
export const statusChangeWords = bilingual({
  en: {
    statuses: { 0: 'Active', 1: 'Revoked', 2: 'Suspended', expired: 'Expired' },
    reasonNeeded: 'Choose a reason',
    reasonLegend: 'Why?',
    cancel: 'Cancel and go back',
    when: {
      legend: 'When?',
      staged: (seconds: number) => `In ${seconds} seconds: until then you can undo it`,
      atOnce: 'At once',
      hints: { suspend: 'For what was lost or stolen. It can be taken back by reinstating.', reinstate: 'While the person waits. It can be taken back by suspending again.', revoke: 'For what was lost or stolen. It cannot be undone.' },
    },
    proof: 'You are asked for your passkey, or to sign in again, before it is revoked.',
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
      renew: {
        link: 'Open renewal',
        title: 'Open renewal of this credential?',
        effect: 'From today on the person may get a new one in its place, before its time. This one stays as it is until then.',
        button: 'Open renewal',
        reasons: { record_changed: 'The records have changed', design_changed: 'The credential has changed', at_request: 'The person asked for it' },
      },
    },
    about: { person: 'Person', type: 'Type', issued: 'Issued', status: 'Status now' },
  },
  cy: {
    statuses: { 0: 'Gweithredol', 1: 'Wedi’i dirymu', 2: 'Wedi’i hatal', expired: 'Wedi dod i ben' },
    reasonNeeded: 'Dewiswch reswm',
    reasonLegend: 'Pam?',
    cancel: 'Canslo a mynd yn ôl',
    when: {
      legend: 'Pryd?',
      staged: (seconds: number) => `Ymhen ${seconds} eiliad: tan hynny gallwch ei ddadwneud`,
      atOnce: 'Ar unwaith',
      hints: { suspend: 'Ar gyfer yr hyn a gollwyd neu a gafodd ei ddwyn. Gellir ei dynnu’n ôl drwy adfer.', reinstate: 'Tra bo’r person yn aros. Gellir ei dynnu’n ôl drwy atal eto.', revoke: 'Ar gyfer yr hyn a gollwyd neu a gafodd ei ddwyn. Ni ellir ei ddadwneud.' },
    },
    proof: 'Gofynnir am eich cyfrinallwedd, neu i chi fewngofnodi eto, cyn ei dirymu.',
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
      renew: {
        link: 'Agor adnewyddu',
        title: 'Agor adnewyddu’r dystysgrif hon?',
        effect: 'O heddiw ymlaen gall y person gael un newydd yn ei lle, cyn ei hamser. Mae hon yn aros fel y mae tan hynny.',
        button: 'Agor adnewyddu',
        reasons: { record_changed: 'Mae’r cofnodion wedi newid', design_changed: 'Mae’r dystysgrif wedi newid', at_request: 'Gofynnodd y person amdano' },
      },
    },
    about: { person: 'Person', type: 'Math', issued: 'Rhoddwyd', status: 'Statws nawr' },
  },
})
