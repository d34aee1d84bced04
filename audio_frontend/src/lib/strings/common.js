// @ts-check
/** Words that every screen shares: buttons, problems, states. */

export const common = {
  studio: 'Audio Studio',
  /** @param {string} heading the tab's title */
  titled: (heading) => `${heading} · Audio Studio`,
  again: 'Try again',
  cancel: 'Cancel',
  close: 'Close',
  delete: 'Delete',
  dismiss: 'Dismiss',
  keep: 'Keep it',
  loading: 'Loading…',
  save: 'Save',
  skip: 'Skip to the content',
  /** Between the loudspeakers. @param {number} percent below 0 is left */
  place: (percent) => (percent === 0 ? 'middle' : `${Math.abs(percent)} % ${percent < 0 ? 'left' : 'right'}`),
  local: 'Nothing leaves this computer.',
}

export const problem = {
  plain: 'That did not work',
  cancelled: { title: 'Cancelled', detail: 'You cancelled this.', remedy: '' },
  unreachable: { title: 'The studio does not answer', detail: 'The page could not reach the studio on this computer.', remedy: 'Is it still running? Try again when it is.' },
  unexpected: { title: 'The studio answered something unexpected', remedy: 'Please try again; the server log says more.' },
  /** @param {number} status */
  status: (status) => `Status ${status}.`,
  page: { title: 'The page made a mistake', remedy: 'Reload the page; nothing is lost on the server.' },
}

export const sound = {
  line: 'No sound device: connect loudspeakers or headphones.',
  none: { title: 'No sound device', detail: 'This computer has no loudspeaker and no headphones that the browser could play on.', remedy: 'Connect one, and press Play again.' },
}

export const crash = {
  title: 'The page made a mistake', detail: 'Nothing is lost: your songs and jobs are with the studio.', reload: 'Reload the page',
  stale: { title: 'This page could not be loaded', detail: 'A part of it is missing, as after an update of the studio; it does not reload itself again and again. Nothing is lost: your songs and jobs are with the studio.' },
}

export const status = {
  queued: 'Waiting', running: 'Running', completed: 'Done', partial: 'Needs attention', failed: 'Failed', cancelled: 'Cancelled',
  standIns: 'Done, with stand-ins',
  notes: 'Done, with notes',
}
