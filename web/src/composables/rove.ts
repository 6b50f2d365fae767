/** Moves the focus by arrow keys between the buttons of a menu or a grid: along a line, between lines, to both ends. */
export function rove(event: KeyboardEvent, selector: string): void {
  const items = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>(selector)];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = target(event.key, items, at);
  if (!next) return;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
}

function target(key: string, items: readonly HTMLElement[], at: number): HTMLElement | undefined {
  if (key === 'Home') return items[0];
  if (key === 'End') return items.at(-1);
  if (!/^Arrow(Up|Down|Left|Right)$/.test(key)) return undefined;
  const now = items[at];
  if (!now) return key === 'ArrowUp' ? items.at(-1) : items[0];
  if (key === 'ArrowRight') return items[at + 1];
  if (key === 'ArrowLeft') return items[at - 1];
  const box = now.getBoundingClientRect();
  const down = key === 'ArrowDown';
  const beyond = items
    .map((item) => ({ item, rect: item.getBoundingClientRect() }))
    .filter(({ rect }) => (down ? rect.top > box.top + box.height / 2 : rect.bottom < box.bottom - box.height / 2));
  const line = down ? Math.min(...beyond.map(({ rect }) => rect.top)) : Math.max(...beyond.map(({ rect }) => rect.top));
  const away = ({ rect }: { rect: DOMRect }): number => Math.abs(rect.left - box.left);
  return beyond.filter(({ rect }) => Math.abs(rect.top - line) < 2).sort((a, b) => away(a) - away(b))[0]?.item;
}
