import { describe, expect, it } from 'vitest';
import { offsets, paragraphs, pieces, slice, snippet, toUnits, type Mark } from '../../src/lib/spans';

const mark = (event: string, role: Mark['role'], from: number, to: number): Mark => ({ event, role, span: [from, to] });

describe('offsets', () => {
  it('count scalar values, whatever the letters', () => {
    for (const text of ['', 'plain', 'Zürich', '🇯🇵 Japan 🤝', 'a\u0301e\u0308', '𝔄𝔅c𝔇', '中文字', 'x\r\ny', '👨‍👩‍👧 z']) {
      const scalars = [...text];
      const starts = offsets(text);
      expect(starts.length).toBe(scalars.length + 1);
      for (let from = 0; from <= scalars.length; from++) {
        for (let to = from; to <= scalars.length; to++) expect(slice(text, [from, to], starts)).toBe(scalars.slice(from, to).join(''));
      }
    }
  });
  it('refuse what does not lie in the text', () => {
    const starts = offsets('🤝ab');
    expect(toUnits(starts, [0, 3])).toEqual([0, 4]);
    expect(toUnits(starts, [0, 4])).toBeNull();
    expect(toUnits(starts, [2, 1])).toBeNull();
    expect(toUnits(starts, [-1, 1])).toBeNull();
  });
});

describe('pieces', () => {
  const text = '🤝 Greek officers boarded a freighter';
  it('put together are the text, with marks that overlap, nest, and lie outside', () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
    for (let round = 0; round < 300; round++) {
      const marks = Array.from({ length: 6 }, (_, i) => {
        const from = random(40);
        return mark(`e${i}`, 'actor', from, from + random(12));
      });
      const cut = pieces(text, marks);
      expect(cut.map((piece) => piece.text).join('')).toBe(text);
      for (const one of marks) {
        const words = cut.filter((piece) => piece.marks.includes(one)).map((piece) => piece.text).join('');
        expect(words).toBe(slice(text, one.span));
        if (words) {
          expect(cut.filter((piece) => piece.opens.includes(one))).toHaveLength(1);
          expect(cut.filter((piece) => piece.closes.includes(one))).toHaveLength(1);
        }
      }
    }
  });
  it('keep to a stretch', () => {
    const cut = pieces(text, [mark('a', 'trigger', 0, 99), mark('b', 'actor', 2, 7)], 3, 8);
    expect(cut.map((piece) => piece.text).join('')).toBe('Greek');
    expect(cut.every((piece) => piece.marks.length === 1 && piece.marks[0]?.event === 'b')).toBe(true);
  });
});

describe('paragraphs', () => {
  it('are cut at line ends and never empty', () => {
    const text = 'Head\n\n  \nOne two.\nThree.\n';
    expect(paragraphs(text).map(([from, to]) => text.slice(from, to))).toEqual(['Head', 'One two.', 'Three.']);
  });
});

describe('snippet', () => {
  it('is cut at the two marks and keeps everything else', () => {
    expect(snippet('a \u0001<b>\u0002 c')).toEqual([{ text: 'a ', found: false }, { text: '<b>', found: true }, { text: ' c', found: false }]);
    expect(snippet('\u0002\u0001x')).toEqual([{ text: 'x', found: true }]);
  });
});
