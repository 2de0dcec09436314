"""What a notebook shows is well-formed, and nothing of an article is markup."""

from __future__ import annotations

from html.parser import HTMLParser

import demarche

HOSTILE = "<script>alert(1)</script> Kenya expelled two Somali diplomats & staff on Monday."


class Balanced(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def read(html: str) -> Balanced:
    page = Balanced()
    page.feed(html)
    page.close()
    assert page.open == []
    assert "script" not in page.seen
    return page


def test_an_article_shows_with_its_events_marked(coder):
    told = coder.explain(HOSTILE)
    page = read(told._repr_html_())
    assert {"mark", "table"} <= page.seen
    assert "<script>alert(1)</script> Kenya expelled" in page.text.replace("expelled1", "expelled")
    assert "SANCTION expel" in page.text


def test_no_events(coder):
    assert "no events" in read(coder.explain("The weather was fine.")._repr_html_()).text


def test_overlapping_triggers(coder):
    told = coder.explain("Kenya and Uganda met and agreed to sign a treaty in Nairobi.")
    page = read(told._repr_html_())
    assert "Kenya and Uganda" in page.text


def test_tables_and_ledgers(coder):
    table = coder.code_batch([{"text": HOSTILE, "date": "2024-03-06"}])
    assert "SANCTION expel" in read(table._repr_html_()).text
    ledger = demarche.Ledger.from_events(table, pair=("KEN", "SOM"))
    page = read(ledger._repr_html_())
    assert "Kenya and Somalia 2024-03-04" in page.text and "measures (1)" in page.text
    assert "none" in read(ledger.threats._repr_html_()).text
