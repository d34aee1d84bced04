// @ts-check
import { fireEvent, render, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { SongFace, SongPicture } from './SongFace.jsx'

const SONG = { file_id: 'f1', filename: '01 track.mp3', title: 'Evening Song', artist: 'Anna', has_cover: true }

it('shows picture, title, artist and the file’s name', () => {
  const { container } = render(<SongFace song={SONG} facts="3:20" />)
  for (const words of ['Evening Song', 'Anna', '01 track.mp3', '3:20']) expect(screen.getByText(words)).toBeVisible()
  expect(container.querySelector('img')).toHaveAttribute('src', '/uploads/f1/cover')
  expect(container.querySelector('img')).toHaveAttribute('alt', '')
})

it('is the heading of a page where it is asked to', () => {
  render(<SongFace song={SONG} heading />)
  expect(screen.getByRole('heading', { level: 1, name: 'Evening Song' })).toBeVisible()
})

it('draws what the title begins with where there is no picture, and asks for none', () => {
  const { container } = render(<SongPicture song={{ ...SONG, has_cover: false }} />)
  expect(container.querySelector('img')).toBeNull()
  expect(screen.getByText('ES')).toBeVisible()
})

it('draws it too where the picture can’t be shown; another song has another picture', () => {
  const { container, rerender } = render(<SongPicture song={SONG} />)
  fireEvent.error(/** @type {HTMLImageElement} */ (container.querySelector('img')))
  expect(screen.getByText('ES')).toBeVisible()
  rerender(<SongPicture song={{ ...SONG, file_id: 'f2' }} />)
  expect(container.querySelector('img')).toHaveAttribute('src', '/uploads/f2/cover')
})

it('shows the whole name of a file without tags once', () => {
  render(<SongFace song={{ file_id: 'f1', filename: '???', title: null, artist: null, has_cover: false }} />)
  expect(screen.getAllByText('???')).toHaveLength(1)
})
