"""The job for ``spark-submit``, and ``python -m demarche.spark``.

Exit codes are those of the program: 0 done, 1 failed, 2 wrong usage, 3 done but some inputs were
rejected or could not be read.
"""

from __future__ import annotations

import argparse
import sys

EXAMPLES = """examples:
  python -m demarche.spark code news/ --output coded
  spark-submit job.py code s3://archive/cc-news/ --output s3://lake/coded --format delta --articles
  python -m demarche.spark duplicates coded/articles --output coded/stories
  python -m demarche.spark incidents coded/events --output coded/incidents

A job that was stopped is started again with the same words: it goes on where the output's journal
ends. docs/spark.md says how the package comes to the machines of a cluster."""


def parser() -> argparse.ArgumentParser:
    """The words of the command line."""
    top = argparse.ArgumentParser(
        prog="demarche.spark",
        description="Code archives of newswire into events on Apache Spark.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _code(commands.add_parser("code", help="code articles into tables of events and problems"))
    _duplicates(
        commands.add_parser("duplicates", help="say which articles are copies of one story")
    )
    _incidents(commands.add_parser("incidents", help="fold reports of one happening"))
    return top


def _spark(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--master", help="Spark's master; by default spark-submit's, else all cores of this machine"
    )
    command.add_argument(
        "--conf", action="append", default=[], metavar="KEY=VALUE", help="a setting of Spark"
    )


def _code(command: argparse.ArgumentParser) -> None:
    command.set_defaults(run=code)
    command.add_argument(
        "inputs", nargs="+", metavar="PATH", help="files and folders: Parquet, JSONL, WARC"
    )
    command.add_argument("--output", required=True, metavar="DIR", help="folder of the tables")
    command.add_argument(
        "--format", choices=["parquet", "delta"], default="parquet", help="what the tables are"
    )
    command.add_argument(
        "--input",
        choices=["auto", "parquet", "jsonl", "warc"],
        default="auto",
        help="how to read the inputs; by default by their names",
    )
    command.add_argument(
        "--articles", action="store_true", help="keep a table of the articles as well"
    )
    for name in ("text", "id", "date", "title", "url", "source", "lang"):
        command.add_argument(
            f"--{name}", metavar="COLUMN", help=f"the column of Parquet tables that is the {name}"
        )
    command.add_argument("--engine", default="fast", help="which engine codes")
    command.add_argument(
        "--knowledge",
        action="append",
        default=[],
        metavar="DIR",
        help="tables of your own, at the same path on every machine; may be given several times",
    )
    command.add_argument(
        "--codebook",
        action="append",
        default=[],
        metavar="DIR",
        help="frames of your own, at the same path on every machine; may be given several times",
    )
    command.add_argument(
        "--split-mb",
        type=_positive,
        default=64,
        metavar="N",
        help="MiB of a split, where a file can be cut (Parquet, plain JSONL); an output keeps the "
        "value of its first job (default 64)",
    )
    command.add_argument(
        "--wave",
        type=_positive,
        metavar="N",
        help="splits that are committed together (default 4 for each core)",
    )
    _spark(command)


def _duplicates(command: argparse.ArgumentParser) -> None:
    command.set_defaults(run=duplicates)
    command.add_argument("articles", help="table of articles, as `code --articles` writes it")
    command.add_argument("--output", required=True, metavar="DIR", help="folder of the table")
    command.add_argument(
        "--day",
        required=True,
        help="the day that articles without a date count for (2025-05-01): that of their arrival",
    )
    _spark(command)


def _incidents(command: argparse.ArgumentParser) -> None:
    command.set_defaults(run=incidents)
    command.add_argument("events", help="table of events, as `code` writes it")
    command.add_argument("--output", required=True, metavar="DIR", help="folder of the table")
    command.add_argument("--at", metavar="DAY", help="the day; by default the last one")
    _spark(command)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def session(args: argparse.Namespace):
    """The session of a job: spark-submit's, or one of its own."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName(f"demarche {args.command}")
    if args.master:
        builder = builder.master(args.master)
    for setting in args.conf:
        key, equals, value = setting.partition("=")
        if not equals:
            raise SystemExit(f"error: --conf {setting} is no KEY=VALUE")
        builder = builder.config(key, value)
    return builder.getOrCreate()


def code(args: argparse.Namespace) -> int:
    """Codes an archive."""
    from demarche.spark._native import Setup
    from demarche.spark.archive import code_archive
    from demarche.spark.sources import Plan

    names = ("text", "id", "date", "title", "url", "source", "lang")
    columns = {name: getattr(args, name) for name in names if getattr(args, name)}
    spark = session(args)
    try:
        account = code_archive(
            spark,
            args.inputs,
            args.output,
            format=args.format,
            articles=args.articles,
            setup=Setup(args.engine, tuple(args.knowledge), tuple(args.codebook)),
            plan=Plan(args.input, args.split_mb << 20, columns),
            wave=args.wave,
        )
    finally:
        spark.stop()
    for name in account.left_out[:20]:
        print(f"note: {name}: left out, since it is named neither .parquet, .jsonl nor .warc",
              file=sys.stderr)
    for name in account.changed:
        print(f"error: {name}: it has changed since it was coded, and was not coded again; "
              "hint: add what is new as a new file", file=sys.stderr)
    for name, reason in account.failed.items():
        print(f"error: {name}: {reason}; hint: start the job again once it can be read",
              file=sys.stderr)
    print(account, file=sys.stderr)
    return 3 if account.rejected or account.failed or account.changed else 0


def duplicates(args: argparse.Namespace) -> int:
    """Finds the stories of articles."""
    from demarche.spark.duplicates import fold_duplicates

    spark = session(args)
    try:
        fold_duplicates(spark.read.parquet(args.articles), day=args.day).write.mode(
            "overwrite"
        ).parquet(args.output)
    finally:
        spark.stop()
    return 0


def incidents(args: argparse.Namespace) -> int:
    """Folds reports to incidents."""
    from demarche.spark.incidents import fold_incidents

    spark = session(args)
    try:
        fold_incidents(spark.read.parquet(args.events), at=args.at).write.mode(
            "overwrite"
        ).parquet(args.output)
    finally:
        spark.stop()
    return 0


def main(words: list[str] | None = None) -> int:
    """Runs a command line, and gives its exit code."""
    args = parser().parse_args(words)
    from demarche.spark.journal import ArchiveError

    try:
        return args.run(args)
    except (ArchiveError, FileNotFoundError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
