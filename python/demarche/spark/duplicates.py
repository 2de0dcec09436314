"""Which articles of an archive are one, and which are copies of one story.

The answer is that of a store to which the articles come one after the other, in the order of
``order``. What a store decides for each article from those before it is cut into steps that need no
order but the last, and the last is taken in parts that cannot meet:

1. Articles of one identity (URL, or id and source) and one text are one; with another text, a
   revision of the first. Neither is filed.
2. Each new article is filed under its bands. In each band it sees the last 64 before it.
3. Of those of about the same days it is compared with the 24 that share most bands; native code says
   of each pair whether the two are copies.
4. Articles tied by a chain of copies are a group. A story lies within a group, and whatever speaks
   for or against a story too, so each group is gone through alone, in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from demarche.spark import _native
from demarche.spark._schema import ARTICLES
from demarche.spark._slices import slices

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: Copies come within so many days.
DAYS = 3
#: The latest articles of a band that are looked at.
LATEST = 64
#: The most articles that a new one is compared with.
COMPARED = 24


def fold_duplicates(
    articles: DataFrame, *, day: str, order: Sequence[str] = ("date", "id", "origin")
) -> DataFrame:
    """What each article is: a row each, with its ``id``, ``origin``, and

    ``verdict``
        ``new``, ``duplicate`` (the same article with the same text came before) or ``revision`` (it
        came before with another text)
    ``article``, ``article_origin``
        id and origin of the article that it is: its own where it is new
    ``story``, ``story_origin``
        id and origin of the first article of its story: its own where it is no copy

    ``articles`` has the columns that ``code_archive(…, articles=True)`` writes; ``day`` is the day
    that articles without a date count for. ``order`` names columns that together give the order in
    which the articles came; no two may be alike in all of them. The answer is that of ingesting them
    in that order into a store, but for one thing: a store files a revised article under its new text,
    and this under its first.
    """
    from pyspark.sql import functions as f

    keyed = _keyed(articles, day, order).persist()
    fate = _fates(keyed).persist()
    new = keyed.join(fate.where("verdict = 'new'").select("key"), "key").persist()
    pairs = _pairs(new)
    compared = _compared(pairs, new).persist()
    tied = compared.where("copy").select("later", "earlier")
    group = _components(tied)
    story = _stories(compared, group)
    named = keyed.select("key", "id", "origin")
    told = fate.join(
        story.select(f.col("key").alias("article"), "story"), "article", "left"
    ).withColumn("story", f.coalesce("story", "article"))
    return (
        named.join(told, "key")
        .join(_renamed(named, "article"), "article")
        .join(_renamed(named, "story"), "story")
        .select(
            "id",
            "origin",
            "verdict",
            f.col("article_id").alias("article"),
            "article_origin",
            f.col("story_id").alias("story"),
            "story_origin",
        )
    )


def _renamed(named: DataFrame, name: str) -> DataFrame:
    from pyspark.sql import functions as f

    return named.select(
        f.col("key").alias(name),
        f.col("id").alias(f"{name}_id"),
        f.col("origin").alias(f"{name}_origin"),
    )


def _keyed(articles: DataFrame, day: str, order: Sequence[str]) -> DataFrame:
    """The articles with ``key``, by whose order they came, and ``day``, for which they count."""
    from pyspark.sql import functions as f

    columns = [
        f.col(name).cast("string").alias(name)
        if name in articles.columns
        else f.lit(None).cast("string").alias(name)
        for name in ARTICLES.names
    ]
    keys = [f.coalesce(f.col(f"`{name}`").cast("string"), f.lit("")) for name in order]
    read = articles.select(f.concat_ws("\0", *keys).alias("key"), *columns)
    published = f.expr("try_cast(substring(date, 1, 10) AS date)")
    return read.withColumn("day", f.coalesce(published, f.lit(day).cast("date")))


def _fates(keyed: DataFrame) -> DataFrame:
    """``key``, ``verdict`` and ``article``, the key of the article that it is."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    known = keyed.select("key", *ARTICLES.names).mapInArrow(
        _identify, "key string, identity string, body string, by_url boolean"
    )
    same_text = Window.partitionBy("identity", "body").orderBy("key")
    of_one = known.withColumn("first", f.first("key").over(same_text))
    texts = of_one.where("key = first")
    several = Window.partitionBy("identity")
    texts = texts.withColumn("texts", f.count("*").over(several))
    single = texts.where("texts = 1").select(
        "key", f.lit("new").alias("verdict"), f.col("key").alias("article")
    )
    many = texts.where("texts > 1").join(keyed.select("key", "title", "text"), "key")
    judged = many.select("identity", "key", "by_url", "text").groupBy("identity").applyInArrow(
        _revise, "key string, verdict string, article string"
    )
    firsts = single.unionByName(judged).persist()
    again = (
        of_one.where("key != first")
        .select("key", "first")
        .join(firsts.select(f.col("key").alias("first"), "article"), "first")
        .select("key", f.lit("duplicate").alias("verdict"), "article")
    )
    return firsts.unionByName(again)


def _identify(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for piece in slices(batch):
            articles = piece.select(ARTICLES.names).cast(ARTICLES)
            known = _native.one(_native.archive().identities(articles))
            yield pa.RecordBatch.from_arrays(
                [piece.column("key"), *known.columns], names=["key", *known.schema.names]
            )


def _revise(table: pa.Table) -> pa.Table:
    """The different texts of one identity, in order: what each is."""
    rows = sorted(table.to_pylist(), key=lambda row: row["key"])
    # Each article with its current text; only those without a URL may be several.
    current: list[list[str]] = []
    fates = []
    for row in rows:
        of = None
        if current and row["by_url"]:
            of = current[0]
        elif current:
            pairs = pa.table(
                {
                    "one_title": pa.nulls(len(current), pa.string()),
                    "one_text": [text for _, text in current],
                    "two_title": pa.nulls(len(current), pa.string()),
                    "two_text": [row["text"]] * len(current),
                }
            )
            fits = _native.archive().versions(pairs)
            of = next((one for one, fit in zip(current, fits, strict=True) if fit), None)
        if of is None:
            current.append([row["key"], row["text"]])
            fates.append((row["key"], "new", row["key"]))
        else:
            of[1] = row["text"]
            fates.append((row["key"], "revision", of[0]))
    keys, verdicts, articles = zip(*fates, strict=True)
    return pa.table({"key": keys, "verdict": verdicts, "article": articles})


def _pairs(new: DataFrame) -> DataFrame:
    """``later``, ``earlier``: which articles are compared."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    banded = new.select("key", "day", *ARTICLES.names).mapInArrow(
        _band, "key string, day date, band bigint"
    )
    before = Window.partitionBy("band").orderBy("key").rowsBetween(-LATEST, -1)
    seen = banded.withColumn("seen", f.collect_list(f.struct("key", "day")).over(before))
    pairs = seen.select(
        f.col("key").alias("later"), f.col("day"), f.explode("seen").alias("other")
    ).select("later", f.col("other.key").alias("earlier"), "day", f.col("other.day").alias("then"))
    shared = pairs.groupBy("later", "earlier", "day", "then").agg(f.count("*").alias("shared"))
    close = shared.where(f.abs(f.datediff("day", "then")) <= DAYS)
    best = Window.partitionBy("later").orderBy(f.desc("shared"), "earlier")
    return (
        close.withColumn("rank", f.row_number().over(best))
        .where(f.col("rank") <= COMPARED)
        .select("later", "earlier")
    )


def _band(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for piece in slices(batch):
            articles = piece.select(ARTICLES.names).cast(ARTICLES)
            filed = _native.one(_native.archive().bands(articles))
            rows = filed.column("row")
            yield pa.RecordBatch.from_arrays(
                [piece.column("key").take(rows), piece.column("day").take(rows), filed.column("band")],
                names=["key", "day", "band"],
            )


def _compared(pairs: DataFrame, new: DataFrame) -> DataFrame:
    """``later``, ``earlier``, ``copy``."""
    from pyspark.sql import functions as f

    def side(name: str, prefix: str) -> DataFrame:
        return new.select(
            f.col("key").alias(name),
            f.col("title").alias(f"{prefix}_title"),
            f.col("text").alias(f"{prefix}_text"),
        )

    texts = pairs.join(side("earlier", "two"), "earlier").join(side("later", "one"), "later")
    return texts.select(
        "later", "earlier", "one_title", "one_text", "two_title", "two_text"
    ).mapInArrow(_compare, "later string, earlier string, copy boolean")


def _compare(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        judged = _native.archive().copies(batch)
        yield pa.RecordBatch.from_arrays(
            [batch.column("later"), batch.column("earlier"), pa.array(judged, pa.bool_())],
            names=["later", "earlier", "copy"],
        )


def _components(edges: DataFrame) -> DataFrame:
    """``key``, ``group``: the connected components of a graph, each named by its least key. Large
    stars and small stars by turns (Kiveris and others, "Connected Components in MapReduce and
    Beyond", 2014), until nothing changes."""
    from pyspark.sql import functions as f

    edges = edges.select(
        f.greatest("later", "earlier").alias("u"), f.least("later", "earlier").alias("v")
    ).distinct().localCheckpoint()
    before = None
    while True:
        edges = _star(_star(edges, large=True), large=False).localCheckpoint()
        now = edges.agg(
            f.count("*"), f.sum(f.xxhash64("u", "v").cast("decimal(38,0)"))
        ).collect()[0]
        if now == before:
            break
        before = now
    members = edges.select(f.col("u").alias("key"), f.col("v").alias("group"))
    roots = edges.select(f.col("v").alias("key"), f.col("v").alias("group"))
    return members.unionByName(roots).distinct()


def _star(edges: DataFrame, *, large: bool) -> DataFrame:
    from pyspark.sql import functions as f

    if large:
        both = edges.unionByName(edges.select(f.col("v").alias("u"), f.col("u").alias("v")))
    else:
        both = edges  # u is the greater one of each.
    least = both.groupBy("u").agg(f.min("v").alias("m"))
    joined = both.join(least, "u").withColumn("m", f.least("m", "u"))
    if large:
        linked = joined.where("v > u").select(f.col("v").alias("u"), f.col("m").alias("v"))
    else:
        linked = joined.select(f.col("v").alias("u"), f.col("m").alias("v")).unionByName(
            joined.select("u", f.col("m").alias("v"))
        )
    return linked.where("u != v").distinct()


def _stories(compared: DataFrame, group: DataFrame) -> DataFrame:
    """``key``, ``story`` for every article that is tied to another."""
    from pyspark.sql import functions as f

    def of(name: str) -> DataFrame:
        return group.select(f.col("key").alias(name), f.col("group").alias(f"group_{name}"))

    within = (
        compared.join(of("later"), "later")
        .join(of("earlier"), "earlier")
        .where("group_later = group_earlier")
        .select(f.col("group_later").alias("group"), "later", "earlier", "copy")
    )
    return within.groupBy("group").applyInArrow(_tell, "key string, story string")


def _tell(table: pa.Table) -> pa.Table:
    """The stories of a group, its articles in order. An article joins the story all of whose compared
    articles it is a copy of, if that is one alone; else it begins its own."""
    compared: dict[str, list[tuple[str, bool]]] = {}
    keys: set[str] = set()
    for row in table.to_pylist():
        compared.setdefault(row["later"], []).append((row["earlier"], row["copy"]))
        keys.update((row["later"], row["earlier"]))
    story: dict[str, str] = {}
    for key in sorted(keys):
        fits: dict[str, bool] = {}
        for earlier, copy in compared.get(key, ()):
            fits[story[earlier]] = fits.get(story[earlier], True) and copy
        fitting = [one for one, fit in fits.items() if fit]
        story[key] = fitting[0] if len(fitting) == 1 else key
    return pa.table({"key": list(story), "story": list(story.values())})
