import { attributes } from './attributes';
import { entities } from './entities';
import { files } from './files';
import { markdown } from './markdown';
import { protocols } from './protocols';
import { svg } from './svg';
import { tags } from './tags';
import { templates } from './templates';
import { unicode } from './unicode';

/** Text that does harm where text is taken for more than text. Each one would open a dialog or ask `evil.example`. */
export const payloads = { attributes, entities, markdown, protocols, svg, tags, templates, unicode } as const;
export const texts: readonly string[] = Object.values(payloads).flat();
export { files as fileNames };
