import { h, type FunctionalComponent } from 'vue';

/**
 * An icon of @mdi/js. `size` in pixels. `label` is read aloud, and shown to whose mouse stays over it; without one the icon is decoration.
 * Not Vuetify's: a page has many, and docs/adr/0020-light-icons.md says what each of those costs.
 */
const SvgIcon: FunctionalComponent<{ icon: string; size?: number | string; label?: string }> = ({ icon, size = 24, label }) =>
  h('svg', { class: 'svg-icon', viewBox: '0 0 24 24', width: size, height: size, ...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true }) }, [
    ...(label ? [h('title', label)] : []),
    h('path', { d: icon }),
  ]);
SvgIcon.props = ['icon', 'size', 'label'];

export default SvgIcon;
