// @ts-check
/** The mixer: what is heard while one moves things is what the studio makes of it, in numbers; and places by hand. */
import { rolldown } from 'rolldown'
import { beforeAll, expect, test } from 'vitest'
import { stage } from './stage.js'

const { studio, enter } = stage()
/** @type {string} */
let job
/** @type {string} the player's graph, to be run on a song without waiting for it */
let graph

const SOUND = { quality: { bit_depth: 32 }, mixing: { true_peak_db: null } }
const WET = { vocal_pan: -0.5, instrumental_pan: 0.25, vocal_db: -2, reverb: 0.3 }

beforeAll(async () => {
  const bundle = await rolldown({ input: 'graph', plugins: [{ name: 'entry', resolveId: (id) => (id === 'graph' ? id : null), load: (id) => (id === 'graph' ? `export { createGraph } from ${JSON.stringify(`${process.cwd()}/src/player/multitrack/graph.js`)}; export { panGains } from ${JSON.stringify(`${process.cwd()}/src/player/multitrack/gain.js`)}` : null) }] })
  graph = (await bundle.generate({ format: 'iife', name: 'mixer' })).output[0].code
  const { file_id } = await studio.upload(await studio.song('song.flac', 8))
  job = await studio.job(file_id, { config: { svc: { voice: 'deeper' }, ...SOUND, mixing: { ...SOUND.mixing, reverb: 0.5 } } })
  await studio.ended(job)
})

/** @param {unknown} mixing */
async function remixed(mixing) {
  await studio.post(`/jobs/${job}/remix`, { mixing })
  await studio.ended(job)
}

/**
 * By how much what the player makes of the files differs from the studio's mix, in dB below it.
 * @param {import('playwright-core').Page} page @param {{strips: {file: string, db: number, pan: number, sends: boolean}[], reverb: number, stem: string}} live
 */
const differenceDb = (page, live) => page.evaluate(async ({ code, job, live }) => {
  const { createGraph, panGains } = new Function(`${code}; return mixer`)()
  const decoder = new OfflineAudioContext(2, 1, 44_100)
  const file = async (/** @type {string} */ stem) => decoder.decodeAudioData(await (await fetch(`/jobs/${job}/download?format=wav&stem=${stem}`)).arrayBuffer())
  const [made, room, ...files] = await Promise.all([live.stem, 'room', ...live.strips.map(({ file }) => file)].map(file))
  const late = Math.floor(0.006 * made.sampleRate)
  const context = new OfflineAudioContext(2, made.length + late, made.sampleRate)
  const graph = createGraph(context, new Map([['mine', { gainDb: 0, ceilingDb: null }]]), new Set(live.strips.filter(({ sends }) => sends).map(({ file }) => file)))
  live.strips.forEach(({ file, db, pan }, at) => {
    const source = new AudioBufferSourceNode(context, { buffer: files[at] })
    source.connect(graph.track(file, 'mine', { track: 10 ** (db / 20), sides: panGains(pan), group: 1 }))
    source.start()
  })
  graph.setRoom(room, false)
  graph.setReverb(live.reverb)
  graph.openGate(0)
  const heard = await context.startRendering()
  let [error, power] = [0, 0]
  for (const channel of [0, 1]) {
    const [mine, theirs] = [heard.getChannelData(channel), made.getChannelData(channel)]
    for (let at = Math.round(0.1 * made.sampleRate); at < made.length; at++) { // the gate and the reverb glide in
      error += (mine[at + late] - theirs[at]) ** 2
      power += theirs[at] ** 2
    }
  }
  return 10 * Math.log10(error / power)
}, { code: graph, job, live })

test('what is heard is what the studio mixes: places, faders, and the reverb that the cover has already', async () => {
  const { context, page } = await enter()
  await page.goto(studio.url)
  const live = (/** @type {typeof WET} */ mix) => ({
    stem: 'mix', reverb: mix.reverb,
    strips: [{ file: 'prefader_vocals', db: mix.vocal_db, pan: mix.vocal_pan, sends: true }, { file: 'prefader_instrumental', db: 0, pan: mix.instrumental_pan, sends: false }],
  })
  const made = { vocal_pan: 0, instrumental_pan: 0, vocal_db: 0, reverb: 0.5 }
  const cover = await differenceDb(page, live(made))
  await remixed(WET)
  const mixed = await differenceDb(page, live(WET))
  const deaf = await differenceDb(page, live({ ...WET, reverb: 0 }))
  process.stdout.write(`live against the studio: ${cover.toFixed(1)} dB as it was made, ${mixed.toFixed(1)} dB mixed anew, ${deaf.toFixed(1)} dB without the room\n`)
  expect(cover).toBeLessThan(-60)
  expect(mixed).toBeLessThan(-60)
  expect(deaf).toBeGreaterThan(-30)
  await remixed({ vocal_pan: 0, instrumental_pan: 0, vocal_db: 0, reverb: 0.5 })
  await context.close()
})

test('a track is put aside by keys, by typing and by pulling; a double click brings it back; it survives a reload, and Apply makes it so', async () => {
  const { context, page, faults } = await enter()
  await page.goto(`${studio.url}/#/jobs/${job}`)
  const voice = page.getByRole('slider', { name: 'Place: Voice' })
  const says = () => voice.getAttribute('aria-valuetext')
  await voice.focus()
  await page.keyboard.press('Home')
  expect(await says()).toBe('100 % left')
  expect(await page.getByRole('radio', { name: 'Your mix', exact: true }).isChecked()).toBe(true)
  await page.waitForTimeout(1000) // another step, not the same move
  await voice.dblclick()
  expect(await says()).toBe('middle')
  await page.getByRole('button', { name: 'Undo' }).click()
  expect(await says()).toBe('100 % left')
  await page.getByRole('textbox', { name: 'Place: Voice' }).fill('-30')
  await page.keyboard.press('Enter')
  await page.reload()
  await expect.poll(says).toBe('30 % left')
  await page.getByRole('slider', { name: 'Place: Backing' }).scrollIntoViewIfNeeded()
  const box = await page.getByRole('slider', { name: 'Place: Backing' }).boundingBox()
  if (!box) throw new Error('no slider')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 2 + 25, box.y + box.height / 2)
  await page.mouse.up()
  const right = Number(await page.getByRole('slider', { name: 'Place: Backing' }).getAttribute('aria-valuenow'))
  expect(right).toBeGreaterThan(5)
  await page.getByRole('button', { name: 'Apply mix' }).click()
  await page.getByText('Nothing is changed yet.').waitFor({ timeout: 60_000 })
  expect((await studio.api(`/jobs/${job}`)).config.mixing).toMatchObject({ vocal_pan: -0.3, instrumental_pan: right / 100, reverb: 0.5 })
  expect(faults).toEqual([])
  await context.close()
})
