"""Reading 837P files: claims a second beside other readers in the same run, and memory as the file grows.

Each reader takes the same file in turn, in a process of its own, five times; the middle of the five counts. Seconds
are those of the processor, so that other work on the machine does not blur them. Claims have 26 segments and four
lines. Peers are installed into virtual environments of their own under ``build/peers``; one that cannot be installed
is left out. They do not do the same work: ``str.split`` cuts segments and elements and understands nothing, pyx12
validates against the guide, the others build objects.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PEERS = ROOT / "build" / "peers"
ROUNDS = 5

TIMED = """
import sys, time
path = sys.argv[1]
{prepare}
start = time.process_time()
{work}
print(count, time.process_time() - start)
"""

OWN = TIMED.format(
    prepare="import claims", work="count = sum(isinstance(one, claims.Sourced) for one in claims.read(path))"
)
SPLIT = TIMED.format(
    prepare="",
    work="""
text = open(path).read()
count = sum(elements[0] == "CLM" for elements in [segment.split("*") for segment in text.split("~")])
""",
)
OTHERS = {
    "openx12": ("openx12==0.2.1", "from openx12 import x837p", "count = len(x837p.parse(open(path).read()).claims)"),
    "x12sdk": (
        "x12sdk==2.2.0",
        "from x12sdk.io import X12ModelReader",
        "with X12ModelReader(path) as reader:\n    count = sum(1 for model in reader.models() for _ in model.claims())",
    ),
    "pyx12": (
        "pyx12==4.0.0",
        "import io, pyx12.params, pyx12.x12n_document as document\nparams = pyx12.params.params()",
        """
document.x12n_document(param=params, src_file=path, fd_997=io.StringIO(), fd_html=None)
count = open(path).read().count("~CLM*")
""",
    ),
}
FEWER = {"x12sdk": 10, "pyx12": 10}
"""Slow readers get a file of a tenth of the claims."""

MEMORY = """
import resource, sys, claims
from benchmarks.reading import chunks
count = sum(isinstance(one, claims.Sourced) for one in claims.read_stream(chunks(int(sys.argv[1])), "batch.837"))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def main(claims: int = 10_000) -> None:
    """Print the figures."""
    readers: dict[str, tuple[str, str]] = {"cleanclaim": (sys.executable, OWN), "str.split": (sys.executable, SPLIT)}
    for name, (package, prepare, work) in OTHERS.items():
        if python := environment(name, package):
            readers[name] = (python, TIMED.format(prepare=prepare, work=work))
        else:
            print(f"reading: {package} could not be installed and is left out")
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for share in {1, *FEWER.values()}:
            files[share] = Path(folder) / f"{share}.837"
            files[share].write_bytes(b"".join(chunks(claims // share)))
        rates: dict[str, list[float]] = {name: [] for name in readers}
        for _ in range(ROUNDS):
            for name, (python, script) in readers.items():
                share = FEWER.get(name, 1)
                rates[name].append(counted(python, script, str(files[share]), claims // share))
    own = statistics.median(rates["cleanclaim"])
    for name, found in rates.items():
        rate = statistics.median(found)
        spread = f"{min(found):,.0f} to {max(found):,.0f}"
        print(f"reading: {name:10} {rate:8,.0f} claims/s, {own / rate:6.2f} to 1 ({ROUNDS} rounds: {spread})")
    for size in (10_000, 100_000, 1_000_000):
        count, peak = _run(sys.executable, MEMORY, str(size))
        print(f"reading: {count:8,.0f} claims streamed, {peak:.0f} MiB at most")


def chunks(claims: int) -> Iterator[bytes]:
    """A file of many claims, made on the fly: one interchange, 5,000 claims a transaction."""
    yield (
        b"ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260701*0730*^*00501*000000001*0*P*:~"
        b"GS*HC*SENDER*RECEIVER*20260701*0730*1*X*005010X222A1~"
    )
    transactions = 0
    for first in range(0, claims, 5_000):
        last = min(first + 5_000, claims)
        transactions += 1
        yield (
            f"ST*837*{transactions:04}*005010X222A1~BHT*0019*00*B{transactions}*20260701*0730*CH~"
            "NM1*41*2*CLINIC*****46*SENDER~PER*IC*OFFICE*TE*6085550100~NM1*40*2*RECEIVER*****46*RECEIVER~"
            "HL*1**20*1~PRV*BI*PXC*207Q00000X~NM1*85*2*CLINIC*****XX*1234567893~N3*1 LAKE ROAD~"
            "N4*MADISON*WI*537030001~REF*EI*391234567~"
        ).encode()
        for start in range(first, last, 50):
            yield "".join(claim(number, number - first + 2) for number in range(start, min(start + 50, last))).encode()
        yield f"SE*{12 + 26 * (last - first)}*{transactions:04}~".encode()
    yield f"GE*{transactions}*1~IEA*1*000000001~".encode()


def claim(number: int, level: int) -> str:
    """A claim with its subscriber: 26 segments, four lines; values differ as they do in real files."""
    day = f"202606{number % 28 + 1:02}"
    charges = [(number * 7 + at * 13) % 40_000 / 100 + 10 for at in range(4)]
    lines = "".join(
        f"LX*{at}~SV1*HC:{99201 + (number + at) % 60}:25*{charge:.2f}*UN*1***1~DTP*472*D8*{day}~"
        for at, charge in enumerate(charges, 1)
    )
    return (
        f"HL*{level}*1*22*0~SBR*P*18*GRP{number % 50}******CI~NM1*IL*1*ADAMS*RUTH****MI*M{number:09}~N3*2 ELM ST~"
        f"N4*MADISON*WI*53703~DMG*D8*{1930 + number % 90}0102*F~NM1*PR*2*NORTHERN*****PI*{10000 + number % 20}~"
        f"CLM*C{number:09}*{sum(charges):.2f}***11:B:1*Y*A*Y*Y~REF*9F*R{number:07}~REF*G1*A{number:07}~"
        f"REF*EA*M{number:07}~HI*ABK:E11{number % 10}*ABF:I1{number % 7}~"
        f"NM1*82*1*HALE*IRIS****XX*12453195{number % 90 + 10}~PRV*PE*PXC*207RE0101X~{lines}"
    )


def environment(name: str, *packages: str) -> str:
    """The Python of a peer's own environment; empty where it cannot be had."""
    python = PEERS / name / "bin" / "python"
    if not python.exists():
        venv.create(PEERS / name, with_pip=True)
    installed = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages],
        capture_output=True,
        check=False,
    )
    return "" if installed.returncode else str(python)


def counted(python: str, script: str, path: str, expected: int) -> float:
    """Claims a second, of all claims there are."""
    count, seconds = _run(python, script, path)
    assert count == expected, f"{count} claims of {expected}: {script}"
    return count / seconds


def rate(python: str, script: str, path: str) -> float:
    """Claims a second of a script that prints how many it read, and in how many seconds."""
    count, seconds = _run(python, script, path)
    return count / seconds


def _run(python: str, script: str, argument: str) -> tuple[float, float]:
    done = subprocess.run([python, "-c", script, argument], capture_output=True, text=True, check=True, cwd=ROOT)
    first, second = done.stdout.split()
    return float(first), float(second)


if __name__ == "__main__":
    main()
