// @ts-check
/** WaveSurfer and its plugins, fetched when a waveform is first drawn: never part of the main bundle. */

/** @typedef {import('wavesurfer.js').default} WaveSurfer */
/** @typedef {import('wavesurfer.js/plugins/regions').default} Regions */
/** @typedef {Awaited<ReturnType<typeof fetchWave>>} WaveLibrary */

async function fetchWave() {
  const [core, regions, timeline, minimap, hover] = await Promise.all([
    import('wavesurfer.js'),
    import('wavesurfer.js/plugins/regions'),
    import('wavesurfer.js/plugins/timeline'),
    import('wavesurfer.js/plugins/minimap'),
    import('wavesurfer.js/plugins/hover'),
  ])
  return { WaveSurfer: core.default, Regions: regions.default, Timeline: timeline.default, Minimap: minimap.default, Hover: hover.default }
}

/** @type {Promise<WaveLibrary> | null} */
let fetched = null

/** Once; a failed try may be made again. @returns {Promise<WaveLibrary>} */
export function loadWave() {
  fetched ??= fetchWave().catch((error) => {
    fetched = null
    throw error
  })
  return fetched
}
