// @ts-check
/** The frame of the page: navigation, shortcuts, an address that leads nowhere. */

export const nav = { label: 'Main', studio: 'Studio', songs: 'Songs', library: 'Library', voices: 'Voices', system: 'System', help: 'Keyboard shortcuts', dark: 'Switch to dark', light: 'Switch to light' }

export const lost = { title: 'There is nothing here', detail: 'This address belongs to no page of the studio.', home: 'To the studio' }

export const offline = { detail: 'The page keeps trying, and goes on by itself when the studio is back. What is finished is kept.' }

export const shortcuts = {
  title: 'Keyboard shortcuts',
  hint: 'They rest while you type.',
  key: 'Key',
  action: 'What it does',
  on: 'Shortcuts',
  onHint: 'Off: only Tab, arrows, Enter and Escape do something.',
  rows: /** @type {[string, string][]} */ ([
    ['Space', 'Play or pause'],
    ['Shift+Space', 'Play from the start of the range'],
    ['Home End', 'To the start, to the end'],
    ['← →', '1 second back or on (with Shift 5 seconds)'],
    ['PageUp PageDown', '10 seconds on or back'],
    ['L', 'Loop the range'],
    ['[ ]', 'Start or end of the range at the play head'],
    ['X', 'Original or cover'],
    ['1 … 6', 'Mute a stem (with Shift: solo)'],
    ['+ − 0', 'Zoom in, zoom out, whole song'],
    ['N P', 'Next or previous segment'],
    ['R', 'Retry the chosen segment, if it failed'],
    ['M', 'Mute everything'],
    ['? Esc', 'This sheet; close'],
  ]),
}
