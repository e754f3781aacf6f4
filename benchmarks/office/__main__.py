"""``python -m benchmarks.office``: measure on the yardstick, print the tables, and publish them."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from msgspec import structs

from benchmarks.office.entry import EntryError
from benchmarks.office.measured import jobs, measured
from benchmarks.office.page import publish, tables
from benchmarks.office.yard import SIZES, AnotherOfficeError, offices, write_digests
from benchmarks.quality.bench import BUILD, Bench
from benchmarks.quality.peers import CATBOOST
from benchmarks.quality.run import work


def main(arguments: list[str] | None = None) -> int:
    """Exit status 1 where something could not be measured."""
    asked = _parser().parse_args(arguments)
    bench = Bench(asked.build, quick=asked.quick)
    if asked.digests:
        write_digests(bench)
        return 0
    chosen = offices(asked.size or [*SIZES], asked.seeds)
    wanted = [] if asked.kept else jobs(chosen) if not asked.entry or asked.publish else []
    failed = work(bench, wanted, asked.cores)
    for one in failed:
        sys.stderr.write(f"office: not measured: {one}\n")
    try:
        found = measured(structs.replace(bench, only_kept=asked.kept), chosen, asked.entry)
    except (EntryError, AnotherOfficeError) as error:
        sys.stderr.write(f"office: {error}\n")
        return 1
    sys.stdout.write("\n".join(tables(found)) + "\n")
    if asked.publish:
        catboost = CATBOOST[1].replace("catboost==", "CatBoost ")
        publish(found, f"Published on {datetime.now(UTC):%Y-%m-%d}; LightGBM {version('lightgbm')}, {catboost}.")
    return int(bool(failed) or not found)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.office", description=__doc__)
    parser.add_argument("--entry", default="", metavar="MODULE:FUNCTION", help="a model to measure beside the others")
    parser.add_argument("--size", type=int, action="append", choices=[*SIZES], help="sizes of offices; default: all")
    parser.add_argument("--seeds", type=int, help="how many offices of each size; default: all")
    parser.add_argument("--kept", action="store_true", help="tell what earlier runs measured, and measure nothing")
    parser.add_argument("--publish", action="store_true", help="write the tables into docs/yardstick.md")
    parser.add_argument("--digests", action="store_true", help="write digests.json anew: a new edition")
    parser.add_argument("--quick", action="store_true", help="leave out the peers that need a network, or minutes")
    parser.add_argument("--build", type=Path, default=BUILD, help="where offices and results are kept")
    parser.add_argument("--cores", type=int, default=2, help="processes that work at once")
    return parser


if __name__ == "__main__":
    sys.exit(main())
