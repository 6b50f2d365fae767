// Every answer of /api/v1 in every test is what docs/openapi says of it: its status, its body to the last field.
import { readFileSync } from 'node:fs'
import Ajv from 'ajv/dist/2020.js'

const file = new URL('../../../docs/openapi/openapi.json', import.meta.url)
export const openapi = JSON.parse(readFileSync(file, 'utf8'))

/** The document lets a later server send more; this one sends nothing that is not described. */
function closed(part) {
  if (Array.isArray(part)) return part.map(closed)
  if (typeof part !== 'object' || part === null) return part
  const all = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, closed(value)]))
  if (part.type === 'object' && part.properties) all.additionalProperties ??= false
  return all
}

const ajv = new Ajv({ strict: false, validateFormats: false })
ajv.addSchema({ ...closed(openapi), $id: 'openapi' })

const calls = Object.entries(openapi.paths).flatMap(([path, verbs]) => Object.entries(verbs).map(([verb, call]) => ({
  verb, path, call, fixed: !path.includes('{'), form: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
}))).sort((one, other) => Number(other.fixed) - Number(one.fixed))

const pointer = (...parts) => `openapi#/${parts.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D')).join('/')}`
const compiled = new Map()
function check(place) {
  if (!compiled.has(place)) compiled.set(place, ajv.compile({ $ref: place }))
  return compiled.get(place)
}

/** What is wrong with an answer, or nothing. */
export function breach(method, target, answer) {
  const path = target.split('?')[0]
  const verb = method === 'HEAD' ? 'get' : method.toLowerCase()
  const found = calls.find((one) => one.verb === verb && one.form.test(path))
  if (!found) return answer.status === 404 || answer.status === 405 ? undefined : `${method} ${path} is not in the document`
  const name = String(answer.status) in found.call.responses ? String(answer.status) : 'default'
  if (name === 'default' && answer.status < 400) return `${method} ${found.path} answers ${answer.status}, which is not in the document`
  let place = ['paths', found.path, verb, 'responses', name]
  let response = found.call.responses[name]
  if (response.$ref) {
    place = response.$ref.slice(2).split('/')
    response = openapi.components.responses[place.at(-1)]
  }
  if (method === 'HEAD') return undefined
  if (!response.content) return answer.text === '' ? undefined : `${method} ${found.path} answers ${answer.status} with a body`
  const type = (answer.headers['content-type'] ?? '').split(';')[0]
  if (!(type in response.content)) return `${method} ${found.path} answers ${answer.status} as ${type}`
  const fits = check(pointer(...place, 'content', type, 'schema'))
  if (fits(type.endsWith('json') ? answer.json : answer.text)) return undefined
  return `${method} ${found.path} ${answer.status}: ${ajv.errorsText(fits.errors, { dataVar: 'body' })}: ${answer.text.slice(0, 300)}`
}
