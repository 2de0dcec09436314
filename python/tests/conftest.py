"""What the tests share: one coder, the program, the examples, and the data beside the repository."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from here import ROOT

import demarche


@pytest.fixture(scope="session")
def coder() -> demarche.Coder:
    return demarche.Coder(threads=2)


@pytest.fixture(scope="session")
def program() -> Callable[..., bytes]:
    """Runs the command line and answers its output; the tests that compare with it need a build."""
    named = os.environ.get("DEMARCHE")
    builds = [ROOT / "target" / kind / "demarche" for kind in ("debug", "release")]
    found = [Path(named)] if named else [path for path in builds if path.is_file()]
    if not found:
        pytest.skip("no build of the program: cargo build, or name one in DEMARCHE")

    def run(*arguments: str | Path, given: bytes = b"") -> bytes:
        done = subprocess.run(
            [found[0], *arguments], input=given, capture_output=True, timeout=600, check=False
        )
        assert done.returncode in (0, 3), done.stderr.decode()
        return done.stdout

    return run


@pytest.fixture(scope="session")
def article() -> str:
    """The text of a real article, which is no part of the repository."""
    path = ROOT.parent / "shared" / "data" / "articles" / "000_e34cd0f6c764ac82.txt"
    if not path.is_file():
        pytest.skip("the real article is not here (../shared/data/articles)")
    return path.read_text(encoding="utf-8")
