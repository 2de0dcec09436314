"""What stands for a session where only the protocol is tested: tasks run here, one after the other."""

from __future__ import annotations

from types import SimpleNamespace

import pyarrow as pa


class Here:
    """The few methods of a session that ``code_archive`` calls."""

    sparkContext = SimpleNamespace(defaultParallelism=1, master="local")  # noqa: N815
    conf = SimpleNamespace(get=lambda key, default: default)

    def range(self, start: int, end: int, step: int, parts: int) -> Here:  # noqa: A003
        assert (start, step) == (0, 1) and parts == end
        self.end = end
        return self

    def mapInArrow(self, work, schema):  # noqa: N802
        assert schema == "outcome string"
        tasks = [pa.RecordBatch.from_pydict({"id": [number]}) for number in range(self.end)]
        rows = [row for task in tasks for out in work([task]) for row in out.to_pylist()]
        return SimpleNamespace(collect=lambda: [SimpleNamespace(**row) for row in rows])
