// @ts-check
import { Music } from 'lucide-react'
import { useState } from 'react'
import { urls } from '@/lib/api.js'
import { cn } from '@/lib/cn.js'
import { beneath, initialsOf, titleOf } from '@/lib/song.js'
import { Name } from '../Bits.jsx'

/** @typedef {import('@/lib/song.js').Song} Song */

const SIZES = { small: 'size-11 rounded-lg text-sm', large: 'size-20 rounded-xl text-xl' }

/**
 * The cover of a song; what its title begins with where there is none, or none that can be shown. It says nothing that
 * the title beside it doesn't say, so that no screen reader stops at it.
 * @param {{song: Song, size?: keyof typeof SIZES, className?: string}} props
 */
export function SongPicture({ song, size = 'small', className }) {
  const [broken, setBroken] = useState('')
  const look = cn('shrink-0', SIZES[size], className)
  if (song.has_cover && broken !== song.file_id) {
    return <img src={urls.cover(song.file_id)} alt="" loading="lazy" decoding="async" onError={() => setBroken(song.file_id)} className={cn('bg-raised object-cover', look)} />
  }
  return (
    <span aria-hidden="true" className={cn('grid place-items-center bg-raised font-semibold text-soft select-none', look)}>
      {initialsOf(titleOf(song)) || <Music className="size-2/5" />}
    </span>
  )
}

/**
 * A song as one knows it: picture, title, artist, and beneath it the file's name.
 * @param {{song: Song, size?: keyof typeof SIZES, most?: number, heading?: boolean, facts?: import('react').ReactNode}} props `heading`: it is the page's own; `facts` stand in a last line
 */
export function SongFace({ song, size = 'small', most = 40, heading = false, facts }) {
  const [Title, Box] = heading ? /** @type {const} */ (['h1', 'div']) : /** @type {const} */ (['span', 'span'])
  return (
    <Box className="flex min-w-0 items-center gap-3">
      <SongPicture song={song} size={size} />
      <Box className="min-w-0">
        <Title className={cn('block', !heading && 'font-medium')}><Name most={most}>{titleOf(song)}</Name></Title>
        {beneath(song).length > 0 && (
          <span className="flex min-w-0 flex-wrap gap-x-2 text-sm text-soft">
            {beneath(song).map((line, at) => (
              <span key={line} className="flex min-w-0 gap-x-2">
                <Name most={most}>{line}</Name>
                {at < beneath(song).length - 1 && <span aria-hidden="true">·</span>}
              </span>
            ))}
          </span>
        )}
        {facts && <span className="numbers block text-sm text-soft">{facts}</span>}
      </Box>
    </Box>
  )
}
