// @ts-check
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '@/lib/api.js'
import { keys } from '@/lib/queries.js'

/** @typedef {import('@/lib/api.js').Schemas['Engine']} Engine */

/** Load an engine into memory, or give its memory back. @param {Engine} engine */
export function useEngineLoading(engine) {
  const client = useQueryClient()
  const lookAgain = () => Promise.all([client.invalidateQueries({ queryKey: keys.engines }), client.invalidateQueries({ queryKey: keys.health })])
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: () => (engine.state === 'loaded' ? api.unloadEngine : api.loadEngine)(engine.role, engine.id),
    onSuccess: () => lookAgain(), // busy until the new state is seen
    onError: () => void lookAgain(), // told at once: nobody may be there to say what the state is now
  })
  return { change: () => mutate(), busy: isPending, error, clear: reset }
}
