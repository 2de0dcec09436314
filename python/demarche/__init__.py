"""Reads newswire and codes who did what to whom, in PLOVER 2.0 and CAMEO, each event with the words
that say so; from the events it keeps the state of a crisis.

>>> import demarche
>>> coder = demarche.Coder()
>>> [event] = coder.code("Kenya expelled two Somali diplomats on Monday.", date="2024-03-06")
>>> event.event_type, event.mode, event.actors[0].code, event.recipients[0].code
('SANCTION', 'expel', 'KEN', 'SOMGOV')
"""

from demarche._coder import Coder, Relation, relation
from demarche._demarche import (
    VERSION as __version__,
)
from demarche._demarche import (
    CoderInfo,
    Date,
    Event,
    Evidence,
    Object,
    Party,
    Place,
    Quantities,
    engines,
)
from demarche._errors import (
    ArgumentError,
    ArticleError,
    CodingWarning,
    DemarcheError,
    EngineError,
    EventError,
    Fault,
    KnowledgeError,
    SpanError,
    StoreError,
    TableError,
)
from demarche._explain import Explained, Explanation
from demarche._ledger import Ledger, Series
from demarche._parse import Name, Parse, Sentence, Word
from demarche._records import Record, Records
from demarche._store import ArticleTable, Store
from demarche._table import EventStream, EventTable, Problem, ProblemTable

__all__ = [
    "ArgumentError",
    "ArticleError",
    "ArticleTable",
    "Coder",
    "CoderInfo",
    "CodingWarning",
    "Date",
    "DemarcheError",
    "EngineError",
    "Event",
    "EventError",
    "EventStream",
    "EventTable",
    "Evidence",
    "Explained",
    "Explanation",
    "Fault",
    "KnowledgeError",
    "Ledger",
    "Name",
    "Object",
    "Parse",
    "Party",
    "Place",
    "Problem",
    "ProblemTable",
    "Quantities",
    "Record",
    "Records",
    "Relation",
    "Sentence",
    "Series",
    "SpanError",
    "Store",
    "StoreError",
    "TableError",
    "Word",
    "__version__",
    "engines",
    "relation",
]
