// @ts-check
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, delay, http } from 'msw'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { LIMITS, calm, fileOf, problem, show, uploadOf } from '@/test/intake.jsx'
import { server } from '@/test/server.js'
import { AudioUploader } from './AudioUploader.jsx'
import { uploads } from './uploadStore.js'

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
beforeEach(() => server.use(...calm()))
afterEach(() => {
  act(() => uploads.rows().forEach((row) => (uploads.cancel(row.id), uploads.dismiss(row.id))))
  server.resetHandlers()
})

/** @param {...File} files */
const choose = async (...files) => {
  await screen.findByText(/Up to/)
  await userEvent.upload(screen.getByLabelText('Songs to add'), files, { applyAccept: false })
}

describe('the place where songs come in', () => {
  it('is a button that says what this studio takes', async () => {
    show(<AudioUploader />)
    expect(await screen.findByText('WAV, MP3, AIFF')).toBeVisible()
    expect(screen.getByText(/Up to 200 MB each; of a song over 45 min you choose a part/)).toBeVisible()
    expect(screen.getByRole('button', { name: /Drop a song here/ })).toHaveAccessibleDescription(/Nothing leaves this computer/)
  })

  it('opens a song that came alone', async () => {
    server.use(http.post('*/upload', () => HttpResponse.json(uploadOf({ file_id: 'abc' }), { status: 201 })))
    show(<AudioUploader open />)
    await choose(fileOf('x.mp3'))
    await waitFor(() => expect(window.location.hash).toBe('#/song/abc'))
    expect(screen.queryByText('Songs on their way')).toBeNull()
  })

  it('offers to open each of several', async () => {
    let count = 0
    server.use(http.post('*/upload', () => HttpResponse.json(uploadOf({ file_id: `f${++count}` }), { status: 201 })))
    show(<AudioUploader open />)
    await choose(fileOf('a.mp3'), fileOf('b.mp3'))
    expect(await screen.findByRole('link', { name: 'Open: a.mp3' })).toHaveAttribute('href', '#/song/f1')
    expect(await screen.findByRole('link', { name: 'Open: b.mp3' })).toHaveAttribute('href', '#/song/f2')
    expect(window.location.hash).toBe('')
    expect(screen.getByText('2 of 2 songs ready.')).toBeInTheDocument()
  })

  it('says why a song was not taken, and sends it again', async () => {
    let tries = 0
    server.use(http.post('*/upload', () => (++tries === 1 ? problem('This can’t be decoded') : HttpResponse.json(uploadOf({ file_id: 'abc' }), { status: 201 }))))
    show(<AudioUploader open />)
    await choose(fileOf('x.mp3'))
    const alert = await screen.findByRole('alert')
    expect(alert).toHaveTextContent('This can’t be decoded, in detail.')
    expect(alert).toHaveTextContent('What to do about it.')
    await userEvent.click(screen.getByRole('button', { name: 'Retry: x.mp3' }))
    await waitFor(() => expect(window.location.hash).toBe('#/song/abc'))
  })

  it('keeps an upload that runs while another page is shown', async () => {
    server.use(http.post('*/upload', async () => (await delay(80), HttpResponse.json(uploadOf({ file_id: 'abc' }), { status: 201 }))))
    const { unmount } = show(<AudioUploader open />)
    await choose(fileOf('x.mp3'))
    unmount()
    await waitFor(() => expect(uploads.rows()[0].state).toBe('ready'))
    expect(window.location.hash).toBe('') // nobody is pulled away from where they are
    show(<AudioUploader open />)
    expect(screen.getByRole('link', { name: 'Open: x.mp3' })).toBeVisible()
  })

  it('cancels', async () => {
    server.use(http.post('*/upload', async () => (await delay('infinite'), HttpResponse.json(uploadOf()))))
    show(<AudioUploader />)
    await choose(fileOf('x.mp3'), fileOf('y.mp3'))
    await userEvent.click(screen.getByRole('button', { name: 'Cancel: y.mp3' }))
    expect(screen.getByText('Cancelled')).toBeVisible()
    expect(screen.getByRole('button', { name: 'Retry: y.mp3' })).toBeVisible()
  })

  it('asks before it sends what looks like no sound', async () => {
    server.use(http.post('*/upload', () => problem('No sound in it')))
    show(<AudioUploader />)
    await choose(fileOf('notes.txt'))
    expect(screen.getByText(/this one ends in “.txt”/)).toBeVisible()
    expect(screen.getByText('Not sent')).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Send anyway: notes.txt' }))
    expect(await screen.findByText('No sound in it')).toBeVisible()
  })

  it('takes what is dropped anywhere on the page, and shows that it would', async () => {
    server.use(http.post('*/upload', () => HttpResponse.json(uploadOf({ file_id: 'abc' }), { status: 201 })))
    show(<AudioUploader open />)
    await screen.findByText(/Up to/)
    const dataTransfer = { types: ['Files'], files: [fileOf('x.mp3')] }
    fireEvent.dragEnter(document.body, { dataTransfer })
    expect(screen.getByText('Let go to add it')).toBeVisible()
    fireEvent.drop(document.body, { dataTransfer })
    expect(screen.queryByText('Let go to add it')).toBeNull()
    await waitFor(() => expect(window.location.hash).toBe('#/song/abc'))
  })

  it('takes what is dropped on the button once', async () => {
    server.use(http.post('*/upload', async () => (await delay('infinite'), HttpResponse.json(uploadOf()))))
    show(<AudioUploader />)
    await screen.findByText(/Up to/)
    fireEvent.drop(screen.getByRole('button', { name: /Drop a song/ }), { dataTransfer: { types: ['Files'], files: [fileOf('x.mp3')] } })
    await waitFor(() => expect(uploads.rows()).toHaveLength(1))
    await new Promise((done) => setTimeout(done, 20)) // nor a second time later
    expect(uploads.rows()).toHaveLength(1)
  })

  it('takes what is pasted', async () => {
    server.use(http.post('*/upload', () => HttpResponse.json(uploadOf({ file_id: 'abc' }), { status: 201 })))
    show(<AudioUploader open />)
    await screen.findByText(/Up to/)
    fireEvent.paste(document.body, { clipboardData: { files: [fileOf('x.mp3')] } })
    await waitFor(() => expect(window.location.hash).toBe('#/song/abc'))
  })
})

describe('a song that is here already', () => {
  const older = uploadOf({ file_id: 'old', filename: 'Summer.mp3' })
  beforeEach(() =>
    server.use(
      http.get('*/uploads', () => HttpResponse.json({ items: [older] })),
      http.post('*/upload', () => HttpResponse.json(uploadOf({ file_id: 'new', same_as: 'old' }), { status: 201 })),
    ),
  )

  it('is opened, and the copy deleted', async () => {
    /** @type {string[]} */
    const deleted = []
    server.use(http.delete('*/uploads/:id', ({ params }) => (deleted.push(String(params.id)), HttpResponse.json({ file_id: 'new', freed_bytes: 9 }))))
    show(<AudioUploader open />)
    await choose(fileOf('copy.mp3'))
    expect(await screen.findByText('You have this song already, as “Summer.mp3”.')).toBeVisible()
    expect(window.location.hash).toBe('')
    await userEvent.click(screen.getByRole('button', { name: 'Use that one' }))
    await waitFor(() => expect(window.location.hash).toBe('#/song/old'))
    expect(deleted).toEqual(['new'])
    expect(uploads.rows()).toEqual([])
  })

  it('may be kept twice', async () => {
    show(<AudioUploader open />)
    await choose(fileOf('copy.mp3'))
    await userEvent.click(await screen.findByRole('button', { name: 'Keep both' }))
    expect(screen.getByRole('link', { name: 'Open: copy.mp3' })).toHaveAttribute('href', '#/song/new')
  })

  it('stays where it is when the copy can’t be deleted', async () => {
    server.use(http.delete('*/uploads/:id', () => problem('It is needed', 409)))
    show(<AudioUploader open />)
    await choose(fileOf('copy.mp3'))
    await userEvent.click(await screen.findByRole('button', { name: 'Use that one' }))
    expect(within(await screen.findByRole('alert')).getByText('It is needed')).toBeVisible()
    expect(window.location.hash).toBe('')
  })
})

it('limits come from the studio alone', async () => {
  server.use(http.get('*/limits', () => HttpResponse.json({ ...LIMITS, formats: ['flac'], max_upload_bytes: 7e6, max_duration_s: 60 })))
  show(<AudioUploader />)
  expect(await screen.findByText('FLAC')).toBeVisible()
  expect(screen.getByText(/Up to 7 MB each; of a song over 60 s you choose a part/)).toBeVisible()
})
