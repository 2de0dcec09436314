"""Lines of a ledger as frozen records: their fields are attributes and keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    import pandas
    import polars


class Record(Mapping[str, Any]):
    """One line of a ledger. ``docs/ledger.md`` lists the fields of each kind; days are ISO 8601.

    >>> from demarche._records import Record
    >>> measure = Record({"state": "in force", "by": "KEN"})
    >>> measure.state, measure["by"]
    ('in force', 'KEN')
    """

    __slots__ = ("_fields",)

    def __init__(self, fields: Mapping[str, Any]) -> None:
        kept = {name: _frozen(value) for name, value in fields.items()}
        object.__setattr__(self, "_fields", kept)

    def __getattr__(self, name: str) -> Any:
        if name == "_fields":
            raise AttributeError(name)
        try:
            return self._fields[name]
        except KeyError:
            names = ", ".join(self._fields)
            raise AttributeError(f"there is no {name!r}; there are {names}") from None

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a record does not change")

    def __getitem__(self, name: str) -> Any:
        return self._fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __dir__(self) -> Iterable[str]:
        return [*super().__dir__(), *self._fields]

    def __hash__(self) -> int:
        return hash(tuple(self._fields.items()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and self._fields == other._fields

    def __reduce__(self) -> tuple[type[Record], tuple[dict[str, Any]]]:
        return (Record, (self.to_dict(),))

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        return {name: _plain(value) for name, value in self._fields.items()}

    def __repr__(self) -> str:
        short = ("evidence", "answer_evidence", "transitions", "events", "id")
        told = [
            f"{name}={value!r}"
            for name, value in self._fields.items()
            if name not in short and value not in (None, (), False)
        ]
        return f"Record({', '.join(told)})"


class Records(Sequence[Record]):
    """Lines of one kind, in the order of the ledger. In a notebook they show as a table."""

    def __init__(self, records: Iterable[Record], columns: Sequence[str] = ()) -> None:
        self._records = tuple(records)
        self._columns = tuple(columns)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Records: ...
    def __getitem__(self, index: int | slice) -> Record | Records:
        if isinstance(index, slice):
            return Records(self._records[index], self._columns)
        return self._records[index]

    def __len__(self) -> int:
        return len(self._records)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Records) and self._records == other._records

    def __hash__(self) -> int:
        return hash(self._records)

    def where(self, **fields: object) -> Records:
        """Those whose fields have these values: ``measures.where(state="in force", by="IND")``."""
        return Records(
            (
                one
                for one in self._records
                if all(one.get(name) == value for name, value in fields.items())
            ),
            self._columns,
        )

    def to_dicts(self) -> list[dict[str, Any]]:
        """The same as plain values."""
        return [one.to_dict() for one in self._records]

    def to_pandas(self) -> pandas.DataFrame:
        """The same as a :class:`pandas.DataFrame`, a row a line; needs pandas."""
        import pandas

        return pandas.DataFrame(self.to_dicts())

    def to_polars(self) -> polars.DataFrame:
        """The same as a :class:`polars.DataFrame`, a row a line; needs polars."""
        import polars

        return polars.DataFrame(self.to_dicts(), infer_schema_length=None)

    def __repr__(self) -> str:
        if not self._records:
            return "[]"
        lines = ",\n ".join(repr(one) for one in self._records[:20])
        more = f",\n … {len(self) - 20} more" if len(self) > 20 else ""
        return f"[{lines}{more}]"

    def _repr_html_(self) -> str:
        from demarche._html import records

        return records(self, self._columns)


def _frozen(value: Any) -> Any:
    if isinstance(value, Record):
        return value
    if isinstance(value, Mapping):
        return Record(value)
    if isinstance(value, (list, tuple)):
        return tuple(_frozen(one) for one in value)
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value
