// @ts-check
import { useUploads } from '@/lib/queries.js'
import { SongPicture } from './SongFace.jsx'

/** The picture of the song that a cover was made of; what its title begins with where the song is gone. @param {{job: Pick<import('@/lib/api.js').JobSummary, 'file_id' | 'title'>, size?: 'small' | 'large', className?: string}} props */
export function JobPicture({ job, ...look }) {
  const song = useUploads().data?.find(({ file_id }) => file_id === job.file_id)
  return <SongPicture song={song ?? { file_id: job.file_id ?? '', filename: job.title }} {...look} />
}
