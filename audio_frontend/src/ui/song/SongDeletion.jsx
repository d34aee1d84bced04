// @ts-check
import { bytes } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { Name } from '../Bits.jsx'
import { Confirm } from '../Dialog.jsx'

/** Asked before a song is deleted. @param {{doomed: import('@/lib/useSongRemoval.js').Doomed | null, onClose: () => void, onDelete: (song: import('@/lib/useSongRemoval.js').Doomed) => void}} props null: nothing is asked */
export const SongDeletion = ({ doomed, onClose, onDelete }) => (
  <Confirm open={doomed !== null} onClose={onClose} title={t.songs.deleteTitle} act={t.common.delete} onAct={() => doomed && onDelete(doomed)}>
    {doomed && (
      <>
        <p className="font-medium"><Name>{doomed.name}</Name></p>
        {doomed.size !== undefined && <p className="text-soft">{t.songs.deleteHint(bytes(doomed.size))}</p>}
      </>
    )}
  </Confirm>
)
