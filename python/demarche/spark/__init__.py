"""Archives on Apache Spark (pyspark 4, Java 17 or later).

:func:`code_events` codes the articles of a DataFrame; :func:`code_archive` codes files and folders
into tables of Parquet or Delta Lake, once and whole, however often it is stopped;
:func:`fold_duplicates` and :func:`fold_incidents` fold over the whole archive, with the answer of
the single-machine code. Needs ``pyspark`` and ``pyarrow``, and ``deltalake`` for tables of Delta
Lake. What an article says is decided by the native package alone: nothing here knows of events.
"""

from demarche.spark._native import Setup
from demarche.spark.archive import Account, code_archive
from demarche.spark.coding import Coded, code_events
from demarche.spark.duplicates import fold_duplicates
from demarche.spark.incidents import fold_incidents
from demarche.spark.journal import ArchiveError
from demarche.spark.sources import Plan

__all__ = [
    "Account",
    "ArchiveError",
    "Coded",
    "Plan",
    "Setup",
    "code_archive",
    "code_events",
    "fold_duplicates",
    "fold_incidents",
]
