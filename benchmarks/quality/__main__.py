"""``python -m benchmarks.quality``: measure, and write the report."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from msgspec import structs

from benchmarks.quality.bench import BUILD, Bench, on_folders, quick, scaled
from benchmarks.quality.images import Images
from benchmarks.quality.kept import ROOT
from benchmarks.quality.report import ablations, anatomy, curve, money, months, others, peers, skill
from benchmarks.quality.run import work
from benchmarks.quality.write import write

SECTIONS = {
    "skill": skill,
    "anatomy": anatomy,
    "ablations": ablations,
    "peers": peers,
    "curve": curve,
    "months": months,
    "money": money,
    "others": others,
}
PUBLISHED = ROOT / "docs"


def main(arguments: list[str] | None = None) -> int:
    """Exit status 1 where something could not be measured."""
    asked = _parser().parse_args(arguments)
    bench = quick(asked.build) if asked.quick else scaled(Bench(asked.build), asked.scale)
    if asked.office:
        bench = on_folders(asked.build, asked.office, asked.quick)
    chosen = [SECTIONS[name] for name in asked.parts or SECTIONS]
    failed = work(bench, (job for section in chosen for job in section.jobs(bench)), asked.cores)
    command = " ".join(["python -m benchmarks.quality", *(sys.argv[1:] if arguments is None else arguments)])
    done = structs.replace(bench, only_kept=True)
    report = asked.out or asked.build / "report.md"
    failed += write(done, chosen, report, Images(report.parent / "img", "img"), command)
    sys.stderr.write(f"quality: {report}\n")
    if asked.publish:
        write(done, chosen, PUBLISHED / "quality.md", Images(PUBLISHED / "img", "img"), command)
        sys.stderr.write(f"quality: {PUBLISHED / 'quality.md'}\n")
    for one in failed:
        sys.stderr.write(f"quality: not measured: {one}\n")
    return int(bool(failed))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", choices=[*SECTIONS, []], help=", ".join(SECTIONS))
    parser.add_argument("--office", type=Path, action="append", help="an unpacked office instead of simulated ones")
    parser.add_argument("--quick", action="store_true", help="sizes for tests")
    parser.add_argument("--scale", type=float, default=1.0, help="offices of so many times the size; 0.1 at first")
    parser.add_argument("--publish", action="store_true", help="write docs/quality.md, too")
    parser.add_argument("--build", type=Path, default=BUILD, help="where results are kept, and the report goes")
    parser.add_argument("--cores", type=int, default=2, help="processes that work at once")
    parser.add_argument("--out", type=Path, help="the report, when it goes elsewhere")
    return parser


if __name__ == "__main__":
    sys.exit(main())
