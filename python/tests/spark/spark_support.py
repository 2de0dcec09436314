"""What the tests of Spark share: the cluster's settings, the program's answers, tables as lines."""

from __future__ import annotations

import subprocess
from pathlib import Path

#: Seconds after which a process is taken to hang: far more than it takes on a machine that is busy.
LONG = 1800
#: Two executors of a core and a gibibyte each. The driver needs little.
MASTER = "local-cluster[2,1,1024]"
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.driver.memory": "512m",
    "spark.executor.memory": "600m",
    "spark.sql.shuffle.partitions": "4",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
}


def coded(program: Path, *inputs: Path) -> list[str]:
    """The lines that the program writes."""
    done = subprocess.run(
        [program, "code", *inputs, "--format", "jsonl", "--threads", "2"],
        capture_output=True,
        check=False,
        timeout=LONG,
    )
    assert done.returncode in (0, 3), done.stderr.decode()
    return done.stdout.decode().splitlines()


def lines_of(table) -> list[str]:
    """A table of events as the lines that the program writes."""
    from demarche import _demarche

    return _demarche.Table.from_arrow(table).to_jsonl().splitlines()


def read(folder: Path):
    """A table of Parquet files as Arrow, with the columns of events alone."""
    import pyarrow.dataset as ds

    from demarche.spark import _native

    table = ds.dataset(folder, format="parquet", partitioning="hive").to_table()
    return table.select(_native.event_schema().names)
