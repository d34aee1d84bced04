// @ts-check
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ENGINES, HEALTH, calm, engineOf, problem, show, uploadOf } from '@/test/intake.jsx'
import { server } from '@/test/server.js'
import { StudioPage } from './StudioPage.jsx'

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
beforeEach(() => server.use(...calm()))
afterEach(() => server.resetHandlers())

const JOB = {
  job_id: 'j1', status: 'running', terminal: false, progress: 0.62, phase: '', stage: '', failed_segments: [], warnings: [], placeholders: [], error: null,
  title: 'My cover', created: Date.now() / 1000 - 60, started: 1, finished: null, priority: 0, result: null,
}

describe('the studio without a song', () => {
  it('says what can be done here, and what this computer has', async () => {
    show(<StudioPage />)
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Give a song another voice')
    const chip = await screen.findByRole('link', { name: /3 of 3 engines ready/ })
    expect(chip).toHaveAttribute('href', '#/system')
    expect(chip).toHaveTextContent('6.1 GB of memory free')
    expect(await screen.findByText(/No songs yet/)).toBeVisible()
    expect(await screen.findByText(/No covers yet/)).toBeVisible()
  })

  it('tells a graphics card’s own memory', async () => {
    server.use(http.get('*/health', () => HttpResponse.json({ ...HEALTH, machine: { cuda: true, gpu: 'RTX 3070', vram_free_bytes: 7.1e9, vram_total_bytes: 8e9 } })))
    show(<StudioPage />)
    expect(await screen.findByText('RTX 3070')).toBeVisible()
    expect(screen.getByText('7.1 GB of 8 GB GPU memory free')).toBeVisible()
  })

  it('says what still works when an engine is missing', async () => {
    server.use(http.get('*/models/status', () => HttpResponse.json({ engines: [...ENGINES.slice(0, 2), engineOf('stems', 'spleeter', { state: 'missing' })] })))
    show(<StudioPage />)
    expect(await screen.findByText('2 of 3 engines ready')).toBeVisible()
    expect(screen.getByText(/a vocal alone can still be converted/)).toBeVisible()
  })

  it('opens the demo song that is here, and has it put back where it is not', async () => {
    server.use(http.get('*/uploads', () => HttpResponse.json({ items: [uploadOf({ file_id: 'mine' }), uploadOf({ file_id: 'demo', is_demo: true })] })))
    const { unmount } = show(<StudioPage />)
    expect(await screen.findAllByText(/3.4 MB/)).toHaveLength(2)
    await userEvent.click(screen.getByRole('button', { name: 'Use the demo song' }))
    await waitFor(() => expect(window.location.hash).toBe('#/song/demo'))
    unmount()
    server.use(http.get('*/uploads', () => HttpResponse.json({ items: [] })), http.post('*/uploads/demo', () => HttpResponse.json(uploadOf({ file_id: 'fresh', is_demo: true }), { status: 201 })))
    show(<StudioPage />)
    await screen.findByText(/No songs yet/)
    await userEvent.click(screen.getByRole('button', { name: 'Use the demo song' }))
    await waitFor(() => expect(window.location.hash).toBe('#/song/fresh'))
  })

  it('says why there is no demo song', async () => {
    server.use(http.post('*/uploads/demo', () => problem('It is not installed', 404)))
    show(<StudioPage />)
    await screen.findByText(/No songs yet/)
    await userEvent.click(screen.getByRole('button', { name: 'Use the demo song' }))
    expect(await screen.findByRole('alert')).toHaveTextContent('It is not installed')
  })
})

describe('what was there before', () => {
  it('is five songs, each a link', async () => {
    server.use(http.get('*/uploads', () => HttpResponse.json({ items: Array.from({ length: 7 }, (_, at) => uploadOf({ file_id: `f${at}`, filename: `song${at}.mp3` })) })))
    show(<StudioPage />)
    expect(await screen.findByRole('link', { name: /song0.mp3/ })).toHaveAttribute('href', '#/song/f0')
    expect(screen.getByRole('link', { name: /song4.mp3/ })).toHaveTextContent('1:23 · 3.4 MB · 5 minutes ago')
    expect(screen.queryByText('song5.mp3')).toBeNull()
  })

  it('is songs as one knows them: picture, title, singer, and the file beneath', async () => {
    server.use(http.get('*/uploads', () => HttpResponse.json({ items: [uploadOf({ file_id: 'f1', filename: '01.mp3', title: 'Evening Song', artist: 'Anna', has_cover: true })] })))
    show(<StudioPage />)
    const song = await screen.findByRole('link', { name: /Evening Song.*Anna.*01\.mp3/ })
    expect(song.querySelector('img')).toHaveAttribute('src', '/uploads/f1/cover')
    await userEvent.click(screen.getByRole('button', { name: 'Delete Evening Song' }))
    expect(screen.getByRole('dialog', { name: 'Delete this song?' })).toHaveTextContent('Evening Song')
  })

  it('is deleted only after a question that says what it frees', async () => {
    let items = [uploadOf({ file_id: 'f1' })]
    server.use(
      http.get('*/uploads', () => HttpResponse.json({ items })),
      http.delete('*/uploads/f1', () => ((items = []), HttpResponse.json({ file_id: 'f1', freed_bytes: 3_400_000 }))),
    )
    show(<StudioPage />)
    await userEvent.click(await screen.findByRole('button', { name: 'Delete x.mp3' }))
    expect(screen.getByText(/That frees 3.4 MB/)).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Keep it' }))
    expect(items).toHaveLength(1)
    await userEvent.click(screen.getByRole('button', { name: 'Delete x.mp3' }))
    await userEvent.click(screen.getByRole('button', { name: 'Delete' }))
    expect(await screen.findByText(/No songs yet/)).toBeVisible()
  })

  it('stays, with the reason, when the studio refuses to delete it', async () => {
    server.use(http.get('*/uploads', () => HttpResponse.json({ items: [uploadOf({ file_id: 'f1' })] })), http.delete('*/uploads/f1', () => problem('A job needs it', 409)))
    show(<StudioPage />)
    await userEvent.click(await screen.findByRole('button', { name: 'Delete x.mp3' }))
    await userEvent.click(screen.getByRole('button', { name: 'Delete' }))
    expect(await screen.findByRole('alert')).toHaveTextContent('A job needs it')
    expect(screen.getByText('x.mp3')).toBeVisible()
  })

  it('is covers too, no tries, the running ones with how far they are, with the picture of their song', async () => {
    const asked = /** @type {(string | null)[]} */ ([])
    server.use(
      http.get('*/uploads', () => HttpResponse.json({ items: [uploadOf({ file_id: 'f1', has_cover: true })] })),
      http.get('*/jobs', ({ request }) => (asked.push(new URL(request.url).searchParams.get('kind')), HttpResponse.json({ items: [{ ...JOB, file_id: 'f1' }], batches: [], next_cursor: null }))),
    )
    show(<StudioPage />)
    const cover = await screen.findByRole('link', { name: /My cover/ })
    expect(cover).toHaveAttribute('href', '#/jobs/j1')
    expect(cover).toHaveTextContent('Running 62 %')
    expect(asked).toEqual(['covers'])
    await waitFor(() => expect(cover.querySelector('img')).toHaveAttribute('src', '/uploads/f1/cover'))
  })
})

describe('a studio in trouble', () => {
  it('says what failed and tries again', async () => {
    let broken = true
    server.use(http.get('*/uploads', () => (broken ? problem('The ledger is locked', 409) : HttpResponse.json({ items: [] }))))
    show(<StudioPage />)
    expect(await screen.findByText('The ledger is locked')).toBeVisible()
    broken = false
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(await screen.findByText(/No songs yet/)).toBeVisible()
  })

  it('waits in words while nobody answers', async () => {
    server.use(http.get('*/uploads', () => HttpResponse.error()))
    show(<StudioPage />)
    expect(await screen.findByText('Waiting for the studio to answer.')).toBeVisible()
  })
})
