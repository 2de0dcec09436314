"""An article with its events, and why each was coded so."""

from __future__ import annotations

from typing import NamedTuple

from demarche._demarche import Event


class Explanation(NamedTuple):
    """Why an event was coded so."""

    gloss: str
    """What the frame means."""
    source: str
    """The manual's section behind it."""
    rewritten: str | None
    """A rule of the manual that changed the type."""
    heads: str | None
    """What the engine's own heads say of it, where it has such."""
    because: list[str]
    """Words that set status and certainty."""
    lost: list[str]
    """Frames that fitted the trigger and lost, best first."""
    features: dict[str, float]
    """What the confidence was computed from."""


class Explained(NamedTuple):
    """An article with its events. In a notebook it shows the text with the events marked."""

    article_id: str
    """What its events call it."""
    text: str
    """The text that all offsets count in."""
    events: list[Event]
    """Its events, in the order of the text."""
    explanations: list[Explanation]
    """Why each was coded so; one an event."""
    problems: list[str]
    """What was cut short or could not be read."""

    def __str__(self) -> str:
        lines = [self.text, ""]
        for number, (event, why) in enumerate(zip(self.events, self.explanations, strict=True), 1):
            start, end = event.evidence.trigger
            lines.append(f"{number}  {event!r}")
            lines.append(f"   words   “{self.text[start:end]}” in sentence {event.sentence}")
            lines.append(f"   frame   {event.evidence.rule}: {why.gloss}")
            if why.because:
                lines.append(f"   because {', '.join(why.because)}")
            if why.lost:
                lines.append(f"   lost    {', '.join(why.lost)}")
        return "\n".join(lines if self.events else [*lines, "no events"])

    def _repr_html_(self) -> str:
        from demarche._html import article

        return article(self)
