// @ts-check
/** Every word of the page, a file per feature. Functions where a number or a name comes in. */
import { lost, nav, offline, shortcuts } from './app.js'
import { audition } from './audition.js'
import { batch } from './batch.js'
import { common, crash, problem, sound, status } from './common.js'
import { studio, uploader } from './intake.js'
import { job } from './job.js'
import { library } from './library.js'
import { multitrack, nowPlaying, wave } from './player.js'
import { result } from './result.js'
import { song } from './song.js'
import { songs } from './songs.js'
import { system } from './system.js'
import { addVoice, editVoice, importVoice, rights, voices } from './voices.js'

export const t = {
  nav, lost, offline, shortcuts,
  common, problem, sound, crash, status,
  studio, uploader,
  batch,
  audition,
  job,
  library,
  wave, multitrack, nowPlaying,
  result,
  song,
  songs,
  system,
  voices, addVoice, editVoice, importVoice, rights,
}
