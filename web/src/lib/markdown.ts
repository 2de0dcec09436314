// The few forms of Markdown that a brief has, as blocks of plain text. Nothing becomes HTML.

export type Block =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'list'; ordered: boolean; items: string[] };

const unescape = (text: string) => text.replaceAll(/\\([\\`*_{}[\]()#+\-.!<>|~])/g, '$1');

export function blocks(markdown: string): Block[] {
  const out: Block[] = [];
  for (const line of markdown.split('\n')) {
    const last = out.at(-1);
    const heading = /^(#{1,4}) +(.*)$/.exec(line);
    const item = /^(?:(-)|\d+\.) +(.*)$/.exec(line);
    if (heading) out.push({ kind: 'heading', level: heading[1]?.length ?? 1, text: unescape(heading[2] ?? '') });
    else if (item) {
      const ordered = item[1] === undefined;
      const text = unescape(item[2] ?? '');
      if (last?.kind === 'list' && last.ordered === ordered) last.items.push(text);
      else out.push({ kind: 'list', ordered, items: [text] });
    } else if (line.trim()) out.push({ kind: 'text', text: unescape(line.trim()) });
  }
  return out;
}
