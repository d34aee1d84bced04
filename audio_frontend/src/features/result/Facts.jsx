// @ts-check

/** What is what, one under the other. @param {{title?: string, rows: [string, import('react').ReactNode][]}} props */
export function Facts({ title, rows }) {
  if (!rows.length) return null
  return (
    <div>
      {title && <h3 className="mb-1">{title}</h3>}
      <dl>
        {rows.map(([name, value]) => (
          <div key={name} className="grid grid-cols-[minmax(0,7.5rem)_minmax(0,1fr)] gap-x-4 border-t border-line py-2 first:border-t-0 sm:grid-cols-[minmax(0,min(12rem,45%))_minmax(0,1fr)]">
            <dt className="text-soft">{name}</dt>
            <dd className="numbers whole min-w-0">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
