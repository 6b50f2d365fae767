// A database of the original as mysqldump writes it: Laravel's `users`, `messages`, `counts` and what lies beside them.

/** password_hash(…, PASSWORD_BCRYPT) of PHP. */
export const PEOPLE = [
  { id: 3, name: 'anna', email: 'Anna@example.com', password: 'old-password', hash: '$2y$10$abcdefghijklmnopqrstuuY7z4Ayv.yHBVV3ZN/Lrk1PU7ipqHf02' },
  { id: 5, name: 'bo', email: 'bo@example.com', password: '老密码123', hash: '$2y$10$abcdefghijklmnopqrstuuu5C3iflK0QeGBesQG9uBDUAlzq9Nzue' },
  { id: 8, name: "o'neil", email: 'o.neil@example.com', password: 'hunter22', hash: '$2y$10$abcdefghijklmnopqrstuu8ghF75pz3E166qWsJO7qgiWIujvDbnu' },
]
export const AVATAR = '//images.example/avatar/75.jpeg'

const two = (number) => String(number).padStart(2, '0')
const escapes = { '\0': '\\0', '\n': '\\n', '\r': '\\r', '\\': '\\\\', "'": "\\'", '"': '\\"', '\x1a': '\\Z' }
const quoted = (value) =>
  value === null ? 'NULL' : typeof value === 'number' ? String(value) : `'${value.replace(/[\0\n\r\\'"\x1a]/g, (one) => escapes[one])}'`

/** What somebody said: message n, from 1. */
export const textOf = (n) => (n % 50 === 0 ? `第 ${n} 条 \\ "it's" 😀 &lt;b> %_\n二` : `message ${n}`)
/** 320 in room 1, 180 in room 2. */
export const roomOf = (n) => (n <= 320 ? 1 : 2)
export const COUNT = 500

function rows(table, all) {
  const tuples = all.map((row) => `(${row.map(quoted).join(',')})`)
  return `LOCK TABLES \`${table}\` WRITE;\n/*!40000 ALTER TABLE \`${table}\` DISABLE KEYS */;\nINSERT INTO \`${table}\` VALUES\n${tuples.join(',\n')};\n/*!40000 ALTER TABLE \`${table}\` ENABLE KEYS */;\nUNLOCK TABLES;\n`
}

/** The dump; `images` are further messages `{n, img}` of anna in room 2. */
export function originalDump({ images = [] } = {}) {
  const messages = []
  for (let n = 1; n <= COUNT; n++) {
    const person = PEOPLE[n % PEOPLE.length]
    messages.push([n, textOf(n), '', person.id, roomOf(n), `2024-0${1 + Math.trunc(n / 100)}-${two(1 + (n % 28))} 08:${two(n % 60)}:00`])
  }
  for (const { n, img } of images) messages.push([n, '', img, 3, 2, '2024-07-01 00:00:00'])
  messages.push([9000, 'in no room of the original', '', 3, 7, '2024-07-02 00:00:00'])
  const users = PEOPLE.map(({ id, name, email, hash }) => [id, name, email, null, hash, AVATAR, null, `token-${id}`, '2023-12-31 23:59:59', null])
  const counts = [[1, 3, 1, 0], [2, 3, 2, 7], [3, 5, 1, 12], [4, 5, 2, 9999]]
  return `-- MariaDB dump 10.19  Distrib 10.11.6-MariaDB
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET TIME_ZONE='+00:00' */;
DROP TABLE IF EXISTS \`counts\`;
CREATE TABLE \`counts\` (
  \`id\` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  \`user_id\` bigint(20) unsigned NOT NULL,
  \`room_id\` smallint(6) NOT NULL,
  \`count\` int(11) NOT NULL DEFAULT 0,
  PRIMARY KEY (\`id\`)
) ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
${rows('counts', counts)}
DROP TABLE IF EXISTS \`messages\`;
CREATE TABLE \`messages\` (
  \`id\` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  \`msg\` varchar(255) COLLATE utf8mb4_unicode_ci NOT NULL,
  \`img\` varchar(255) COLLATE utf8mb4_unicode_ci NOT NULL,
  \`user_id\` bigint(20) NOT NULL,
  \`room_id\` smallint(6) NOT NULL,
  \`created_at\` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (\`id\`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
${rows('messages', messages)}
DROP TABLE IF EXISTS \`password_resets\`;
CREATE TABLE \`password_resets\` (
  \`email\` varchar(255) NOT NULL,
  \`token\` varchar(255) NOT NULL,
  \`created_at\` timestamp NULL DEFAULT NULL,
  KEY \`password_resets_email_index\` (\`email\`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
${rows('password_resets', [['x@example.com', "a'); INSERT", null]])}
DROP TABLE IF EXISTS \`users\`;
CREATE TABLE \`users\` (
  \`id\` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  \`name\` varchar(255) COLLATE utf8mb4_unicode_ci NOT NULL,
  \`email\` varchar(255) COLLATE utf8mb4_unicode_ci NOT NULL,
  \`email_verified_at\` timestamp NULL DEFAULT NULL,
  \`password\` varchar(255) COLLATE utf8mb4_unicode_ci NOT NULL,
  \`avatar\` varchar(255) COLLATE utf8mb4_unicode_ci NOT NULL,
  \`remember_token\` varchar(100) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  \`api_token\` varchar(255) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  \`created_at\` timestamp NULL DEFAULT NULL,
  \`updated_at\` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (\`id\`),
  UNIQUE KEY \`users_email_unique\` (\`email\`),
  UNIQUE KEY \`users_api_token_unique\` (\`api_token\`)
) ENGINE=InnoDB AUTO_INCREMENT=9 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
${rows('users', users)}
-- Dump completed on 2024-07-03  0:00:00
`
}
