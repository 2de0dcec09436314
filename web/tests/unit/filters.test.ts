import { describe, expect, it } from 'vitest';
import { FILTERS, read, set, toggle, write } from '../../src/lib/filters';
import { figure, signed, day, shift, between, webAddress } from '../../src/lib/format';
import { blocks } from '../../src/lib/markdown';

describe('filters', () => {
  it('come back from the address as they went in', () => {
    const all = Object.fromEntries(FILTERS.map((name, i) => [name, `value ${i} & ünï=?#,x`]));
    expect(read(write(all))).toEqual(all);
  });
  it('have one order and leave out what is empty or no filter', () => {
    expect(write(read('?quad=4&pair=IND,PAK&since=&evil=1'))).toBe('?pair=IND,PAK&quad=4');
    expect(write({})).toBe('');
    expect(write({ quad: '4' }, { limit: 10, cursor: null })).toBe('?quad=4&limit=10');
  });
  it('toggle and set', () => {
    expect(toggle({ quad: '4' }, 'quad', '4')).toEqual({});
    expect(toggle({ quad: '4' }, 'quad', '1')).toEqual({ quad: '1' });
    expect(set({ q: 'a' }, 'q', '  ')).toEqual({});
  });
});

describe('format', () => {
  it('shows days and signs', () => {
    expect(day('2026-03-05')).toBe('5 Mar 2026');
    expect(day('someday')).toBe('someday');
    expect(shift('2026-03-01', -1)).toBe('2026-02-28');
    expect(between('2026-02-28', '2026-03-02')).toBe(2);
    expect([signed(-1.25), signed(0.01), signed(null), figure(-0.01)]).toEqual(['−1.3', '0.0', '–', '0.0']);
  });
  it('follows addresses of the web only', () => {
    expect(webAddress('https://example.org/a')).toBe('https://example.org/a');
    for (const bad of ['javascript:alert(1)', 'data:text/html,x', ' java\nscript:alert(1)', '//x', 'file:///etc', null, '']) expect(webAddress(bad)).toBeNull();
  });
});

describe('a brief', () => {
  it('is blocks of text', () => {
    expect(blocks('# A \\& <b>\n\n- one\n- two\n\n1. src\n\ntext')).toEqual([
      { kind: 'heading', level: 1, text: 'A \\& <b>' },
      { kind: 'list', ordered: false, items: ['one', 'two'] },
      { kind: 'list', ordered: true, items: ['src'] },
      { kind: 'text', text: 'text' },
    ]);
  });
});
