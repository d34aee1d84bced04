// @ts-check
/** A job in which the singer stays as recorded, and a second take sings beside: it has a pitch, and the page shows it. */
import { expect, test } from 'vitest'
import { SIZES } from './browser.js'
import { stage } from './stage.js'

const { studio, enter } = stage()

test('of a second take alone one sees the pitch curve, fetches it, and may choose another pitch engine', async () => {
  const { file_id } = await studio.upload(await studio.song('evening.wav', 8))
  const job = await studio.job(file_id, { config: { swiftf0: { enabled: false }, svc: { enabled: false, double: true } } })
  expect((await studio.ended(job)).status).toBe('completed')
  const { context, page, faults } = await enter({ size: SIZES.wide })
  await page.goto(`${studio.url}/#/jobs/${job}`)

  // the curve
  await page.getByRole('button', { name: 'Pitch', exact: true }).click()
  await page.getByText(/The singer moves between .* and sings during/).waitFor()

  // its file
  const file = page.getByRole('link', { name: 'Pitch curve (CSV)' })
  const answer = await fetch(new URL((await file.getAttribute('href')) ?? '', studio.url))
  const [head, ...lines] = (await answer.text()).trim().split('\n')
  expect(head).toBe('time_s,f0_hz,confidence,target_hz')
  expect(lines.filter((line) => Number(line.split(',')[1]) > 0).length).toBeGreaterThan(100)

  // made again: by another pitch engine, and by no voice
  await page.getByText('1 of 1 ready').click()
  await page.getByRole('button', { name: 'Make it again' }).click()
  await page.getByRole('combobox', { name: 'Pitch is followed by' }).waitFor()
  expect(await page.getByRole('slider', { name: 'How far towards the voice' }).count()).toBe(0)
  expect(faults).toEqual([])
  await context.close()
})
