// @ts-check
/** `/docs`: what the studio takes and answers, to read and to try. Swagger UI, served from here. */
import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js'
import 'swagger-ui-dist/swagger-ui.css'
import './docs.css'

/** Where a studio needs one: the page is opened with /docs?token=… */
const token = new URLSearchParams(window.location.search).get('token')

/** The document's address as a link would be refused where a token is needed. */
const noLink = { wrapComponents: { InfoUrl: () => () => null } }

document.documentElement.classList.toggle('dark-mode', document.documentElement.dataset.theme === 'dark')

SwaggerUI({
  domNode: document.getElementById('docs'),
  url: '/openapi.json',
  validatorUrl: null, // or the document's address would be sent to a service of its makers
  plugins: token ? [noLink] : [],
  deepLinking: true,
  filter: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  requestInterceptor: (/** @type {{url: string, headers: Record<string, string>}} */ request) => {
    const ours = new URL(request.url, window.location.href).origin === window.location.origin
    if (token && ours) request.headers.Authorization = `Bearer ${token}`
    return request
  },
})
