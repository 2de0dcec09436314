"""A line on the terminal that says how far a long batch is."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

Progress = Callable[[int, int], object]
"""Called several times a second with the numbers of articles and of events so far."""

SILENT_FOR = 1.0
"""Seconds before anything is shown: what is done by then needs no bar."""

STEP = 0.2
"""Seconds between two lines."""

WIDTH = 24


class Bar:
    """Articles, events and rate on one line of stderr; a bar where the number of articles is known."""

    def __init__(self, total: int | None) -> None:
        self.total = total
        self.began = time.monotonic()
        self.shown = 0.0
        self.last = ""

    def __call__(self, articles: int, events: int) -> None:
        now = time.monotonic()
        if now - self.began < SILENT_FOR or now - self.shown < STEP:
            return
        self.shown = now
        self.show(articles, events, articles / (now - self.began))

    def show(self, articles: int, events: int, rate: float) -> None:
        """Writes the line over the one before."""
        line = f"{articles:,} articles, {events:,} events, {rate:,.0f}/s"
        if self.total:
            done = min(1.0, articles / self.total)
            full = int(done * WIDTH)
            rest = (self.total - articles) / rate if rate > 0 else 0
            bar = "#" * full + "." * (WIDTH - full)
            line = f"[{bar}] {done:4.0%}  {line}, {rest:,.0f} s left"
        print(f"\r{line:<{len(self.last)}}", end="", file=sys.stderr, flush=True)
        self.last = line

    def close(self) -> None:
        """Clears the line."""
        if self.last:
            print(f"\r{'':<{len(self.last)}}\r", end="", file=sys.stderr, flush=True)
            self.last = ""


def begin(progress: bool | Progress | None, data: object) -> Bar | Progress | None:
    """What shows progress: ``None`` shows it on a terminal, ``True`` always, ``False`` never."""
    if progress is False or (progress is None and not _is_terminal()):
        return None
    if progress is None or progress is True:
        try:
            total: int | None = len(data)  # type: ignore[arg-type]
        except TypeError:
            total = None
        return Bar(total)
    return progress


def _is_terminal() -> bool:
    try:
        return sys.stderr.isatty()
    except (AttributeError, ValueError):
        return False


def end(progress: object) -> None:
    """Clears what :func:`begin` began."""
    if isinstance(progress, Bar):
        progress.close()
