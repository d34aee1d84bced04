// @ts-check
/** A trained voice comes in: its files are gathered from wherever they are dropped, sent, and what was found is told. */
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, delay, http } from 'msw'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { AudioUploader } from '@/features/intake/AudioUploader.jsx'
import { DropAnywhere } from '@/features/intake/DropAnywhere.jsx'
import { uploads } from '@/features/intake/uploadStore.js'
import { api } from '@/lib/api.js'
import { getConsent } from '@/lib/consent.js'
import { askImport, endImport } from '@/lib/drop/voiceImport.js'
import { calm, fileOf, show, trainedOf } from '@/test/intake.jsx'
import { server } from '@/test/server.js'
import { ImportDialog } from './ImportDialog.jsx'

/** What was sent: the texts, and how many files (jsdom sends them without their names). @type {Record<string, unknown>[]} */
let sent = []
/** @param {FormData} form */
const read = (form) => ({ ...Object.fromEntries([...form].filter(([name]) => name !== 'file')), files: form.getAll('file').length })

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
beforeEach(() => {
  sent = []
  server.use(http.post('*/voices/import', async ({ request }) => {
    sent.push(read(await request.formData()))
    return HttpResponse.json(trainedOf(), { status: 201 })
  }), ...calm())
})
afterEach(() => {
  act(() => endImport())
  server.resetHandlers()
  vi.restoreAllMocks()
})

const open = async (/** @type {File[]} */ ...files) => {
  show(<><DropAnywhere stay={false} /><ImportDialog /></>)
  act(() => askImport(files))
  return screen.findByRole('dialog', { name: 'Import a trained voice' })
}
const drop = (/** @type {File[]} */ ...files) => fireEvent.drop(document.body, { dataTransfer: { types: ['Files'], files } })
const add = () => userEvent.click(screen.getByRole('button', { name: 'Import this voice' }))
const listed = () => within(screen.getByRole('list', { name: 'Files of this voice' })).getAllByRole('listitem').map((row) => row.textContent)

it('opens where files of a voice are dropped, on any page, and gathers more of them, each once', async () => {
  show(<><DropAnywhere stay={false} /><ImportDialog /></>)
  drop(fileOf('Anna.pth'))
  await screen.findByRole('dialog', { name: 'Import a trained voice' })
  const index = fileOf('Anna.index')
  drop(index, fileOf('song.mp3'))
  expect(await screen.findByText(/no file of a trained voice: song.mp3/)).toBeVisible()
  await userEvent.upload(screen.getByLabelText('Files of the voice'), index, { applyAccept: false })
  expect(listed()).toEqual(['Anna.pth1 kB', 'Anna.index1 kB'])
  await userEvent.click(screen.getByRole('button', { name: 'Remove Anna.index' }))
  expect(listed()).toEqual(['Anna.pth1 kB'])
})

it('takes what is dropped while it is open, though the page beneath takes files too', async () => {
  show(<><AudioUploader /><ImportDialog /></>)
  act(() => askImport([fileOf('Anna.pth')]))
  await screen.findByRole('dialog')
  drop(fileOf('song.mp3'))
  expect(await screen.findByText(/no file of a trained voice: song.mp3/)).toBeVisible()
  expect(uploads.rows()).toEqual([])
})

it('sends all of it, remembers the right, and tells what was found', async () => {
  const onAdded = vi.fn()
  show(<ImportDialog />)
  act(() => askImport([fileOf('Anna.pth'), fileOf('Anna.index')], onAdded))
  await userEvent.type(await screen.findByLabelText('Name of the voice'), 'Anna')
  await userEvent.type(screen.getByLabelText('Licence'), 'CC BY 4.0')
  await userEvent.click(screen.getByRole('radio', { name: /Licensed/ }))
  await add()
  const dialog = await screen.findByRole('dialog', { name: '“Anna” is ready' })
  expect(sent).toEqual([{ name: 'Anna', licence: 'CC BY 4.0', rights: 'licensed', files: 2 }])
  expect(within(dialog).getByText('RVC v2')).toBeVisible()
  expect(within(dialog).getByText('The index is small.')).toBeVisible()
  expect(within(dialog).getByRole('button', { name: 'Hear its test: Anna' })).toBeVisible()
  expect(getConsent('t1')).toBe('licensed')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Done' }))
  expect(onAdded).toHaveBeenCalledWith(expect.objectContaining({ voice_id: 't1' }))
  expect(screen.queryByRole('dialog')).toBeNull()
})

it('needs neither a name nor a licence nor a right, but a file', async () => {
  await open()
  await add()
  expect(screen.getByRole('alert')).toHaveTextContent('Choose the files of the voice.')
  await userEvent.upload(screen.getByLabelText('Files of the voice'), fileOf('Anna.pth'), { applyAccept: false })
  await add()
  await screen.findByRole('dialog', { name: '“Anna” is ready' })
  expect(sent).toEqual([{ files: 1 }])
})

it('says of each file why it can’t be taken before a byte is sent', async () => {
  server.use(http.get('*/limits', () => HttpResponse.json({ max_voice_bytes: 2000, formats: [] })))
  await open(fileOf('empty.pth', 0), fileOf('large.pth', 3000), fileOf('config.json'))
  await screen.findByText(/It has 3 kB; the studio takes 2 kB at most/)
  expect(listed()[0]).toContain('This file is empty')
  await add()
  expect(await screen.findByText('Remove the file that can’t be taken.')).toBeVisible()
  expect(sent).toEqual([])
})

it('takes eight files at most', async () => {
  await open(...Array.from({ length: 9 }, (_, at) => fileOf(`G_${at}.pth`)))
  await add()
  expect(await screen.findByText(/At most 8 files/)).toBeVisible()
})

it('keeps everything when the studio refuses, and says it at the file', async () => {
  server.use(http.post('*/voices/import', () => HttpResponse.json({
    code: 'invalid_voice', title: 'These files can’t be used', detail: 'D_800.pth is a discriminator.', remedy: 'Send the file that begins with G_.', status: 422,
    errors: [{ field: 'D_800.pth', message: 'A discriminator. Send the one that begins with G_.' }],
  }, { status: 422 })))
  await open(fileOf('D_800.pth'), fileOf('config.json'))
  await userEvent.type(screen.getByLabelText('Name of the voice'), 'Anna')
  await userEvent.click(screen.getByRole('radio', { name: /Licensed/ }))
  await add()
  expect(await screen.findByText(/One file can’t be used; below it stands why/)).toBeVisible()
  expect(listed()).toEqual(['D_800.pth1 kBA discriminator. Send the one that begins with G_.', 'config.json1 kB'])
  expect(screen.getByLabelText('Name of the voice')).toHaveValue('Anna')
  expect(screen.getByRole('radio', { name: /Licensed/ })).toBeChecked()
})

it('says what is in an archive at the archive, and what is of no file above them all', async () => {
  const errors = [{ field: 'Anna.zip/sub/D_1.pth', message: 'A discriminator.' }]
  const refuse = () => server.use(http.post('*/voices/import', () => HttpResponse.json({ code: 'invalid_input', title: 'No', detail: 'Nobody knows.', remedy: 'Try others.', status: 422, errors }, { status: 422 })))
  refuse()
  await open(fileOf('Anna.zip'))
  await add()
  expect(await screen.findByText('sub/D_1.pth: A discriminator.')).toBeVisible()
  expect(screen.queryByText('Nobody knows.')).toBeNull()
  errors.push({ field: 'the files', message: 'There are no weights.' })
  refuse()
  await add()
  expect(await screen.findByText('Nobody knows.')).toBeVisible()
})

it('shows the bytes that have gone out, then that the studio reads; and leaves nothing behind when it is closed', async () => {
  /** @type {import('@/lib/api.js').Sending} */
  let line = {}
  /** @type {(voice: import('@/lib/api.js').Voice) => void} */
  let finish = () => {}
  vi.spyOn(api, 'importVoice').mockImplementation((_, sending = {}) => ((line = sending), new Promise((resolve) => void (finish = resolve))))
  const remove = vi.spyOn(api, 'deleteVoice').mockResolvedValue({ voice_id: 't1', freed_bytes: 1 })
  await open(fileOf('Anna.pth'))
  await add()
  act(() => line.onProgress?.(250, 1000))
  expect(screen.getByRole('progressbar', { name: 'Sent of the files' })).toHaveAttribute('aria-valuenow', '25')
  act(() => line.onProgress?.(1000, 1000))
  expect(screen.getByText('Looking into the files…')).toBeVisible()
  await userEvent.keyboard('{Escape}')
  expect(screen.queryByRole('dialog')).toBeNull()
  await act(async () => finish(trainedOf()))
  expect(remove).toHaveBeenCalledWith('t1')
})

it('what is dropped while another voice is read is asked about next', async () => {
  server.use(http.post('*/voices/import', async () => (await delay(50), HttpResponse.json(trainedOf(), { status: 201 }))))
  await open(fileOf('Anna.pth'))
  await add()
  drop(fileOf('Ben.pth'))
  await userEvent.click(await screen.findByRole('button', { name: 'Done' }))
  await screen.findByRole('dialog', { name: 'Import a trained voice' })
  await waitFor(() => expect(listed()).toEqual(['Ben.pth1 kB']))
})
