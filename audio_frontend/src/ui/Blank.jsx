// @ts-check

/**
 * In the place of a list in which there is nothing: what that means, and what to do.
 * @param {{Icon?: import('lucide-react').LucideIcon, title: string, hint: string, role?: 'status', children?: import('react').ReactNode}} props `role`: it came by a search, and is said aloud
 */
export function Blank({ Icon, title, hint, role, children }) {
  return (
    <div role={role} className="rounded-2xl border border-dashed border-edge px-4 py-14 text-center">
      {Icon && <Icon aria-hidden="true" className="mx-auto mb-3 size-8 text-soft" />}
      <h2>{title}</h2>
      <p className="mx-auto mt-1 max-w-md text-soft">{hint}</p>
      {children && <div className="mt-5">{children}</div>}
    </div>
  )
}
