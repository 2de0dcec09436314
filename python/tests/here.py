"""Where the repository and its examples lie."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CRISIS = ROOT / "examples" / "crisis" / "articles.jsonl"
