"""No claim vanishes without a word, whatever happened to the file."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import claims
from tests.claims import x12

FILES = Path(__file__).parent / "files"


def many(claims_in_each: int = 3) -> list[str]:
    """Two transactions of two billing providers each; subscribers, dependents, several claims below one HL."""
    made = 0

    def claim() -> list[str]:
        nonlocal made
        made += 1
        return [x12.CLAIM[0].replace("A1", f"C{made:03}"), *x12.CLAIM[1:]]

    def billing(number: int) -> list[str]:
        return [f"HL*{number}**20*1", *x12.BILLING[1:]]

    def subscriber(number: int, parent: int) -> list[str]:
        return [f"HL*{number}*{parent}*22*0", *x12.SUBSCRIBER[1:]]

    def dependent(number: int, parent: int) -> list[str]:
        return [
            f"HL*{number}*{parent}*22*1", "SBR*P**GRP7******CI", "NM1*IL*1*ADAMS*RUTH****MI*M0001",
            "NM1*PR*2*NORTHERN*****PI*00952", f"HL*{number + 1}*{number}*23*0", "PAT*19", "NM1*QC*1*ADAMS*TESS",
            "N3*2 ELM ST", "N4*MADISON*WI*53703", "DMG*D8*20100304*F",
        ]  # fmt: skip

    transactions = []
    for number in (1, 2):
        body = []
        for first in (1, 7):
            body += [*billing(first), *subscriber(first + 1, first), *claim(), *dependent(first + 2, first)]
            for _ in range(claims_in_each - 1):
                body += claim()
            body += [*subscriber(first + 4, first), *claim()]
        transactions.append(x12.transaction(body, number=f"{number:04}"))
    return x12.interchange(*transactions)


def read(data: bytes) -> tuple[list[claims.Sourced], list[claims.Fault]]:
    found = list(claims.read_stream([data], "batch.837"))
    good = [one for one in found if isinstance(one, claims.Sourced)]
    return good, [one for one in found if isinstance(one, claims.Fault)]


def accounted(data: bytes, segments: list[str]) -> None:
    """Every CLM of the input came out as a claim, or a fault speaks of it."""
    good, faults = read(data)
    names = [one.claim.claim_id for one in good] + [fault.claim_id for fault in faults]
    beyond = {"transaction", "interchange", "file"} & {fault.loses for fault in faults}
    for segment in segments:
        if segment.startswith("CLM*"):
            claim_id = segment.split("*")[1].strip()
            assert claim_id in names or beyond, (segment, faults)
            if claim_id in names:
                names.remove(claim_id)
    for fault in faults:
        assert "ADAMS" not in str(fault)
        assert "M0001" not in str(fault)
        assert "1950" not in str(fault)


WHOLE = many()


def test_the_whole_file_is_read_without_a_fault() -> None:
    good, faults = read(x12.written(WHOLE))
    assert faults == []
    assert [one.claim.claim_id for one in good] == [f"C{number:03}" for number in range(1, 17)]
    assert {one.claim.patient.relationship for one in good} == {"18", "19"}


@pytest.mark.parametrize("tag", ["ISA", "GS", "ST", "BHT", "HL", "NM1", "SBR", "CLM", "HI", "LX", "SV1", "SE", "GE"])
def test_leaving_out_one_segment_of_a_kind_loses_no_claim_without_a_word(tag: str) -> None:
    for at, segment in enumerate(WHOLE):
        if segment.startswith(f"{tag}*"):
            left = WHOLE[:at] + WHOLE[at + 1 :]
            accounted(x12.written(left), left)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
def test_mutilated_files_lose_no_claim_without_a_word(seed: int) -> None:
    random = Random(seed)
    segments = list(WHOLE)
    for _ in range(random.randint(1, 4)):
        at, to = random.randrange(len(segments)), random.randrange(len(segments))
        match random.choice(["drop", "duplicate", "cut", "swap", "shorten"]):
            case "drop":
                del segments[at]
            case "duplicate":
                segments.insert(to, segments[at])
            case "cut":
                del segments[at : at + random.randint(1, 30)]
            case "swap":
                segments[at], segments[to] = segments[to], segments[at]
            case _:
                segments[at] = segments[at][: random.randrange(len(segments[at]) + 1)]
    accounted(x12.written(segments), segments)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
def test_flipped_bytes_lose_no_claim_without_a_word(seed: int) -> None:
    random = Random(seed)
    data = bytearray(x12.written(WHOLE))
    for _ in range(random.randint(1, 5)):
        data[random.randrange(106, len(data))] = random.randrange(256)
    read = data.decode("latin-1").replace("\0", "\x1a")  # a substitute stands where a NUL stood, and is told
    intact = read.replace("\r", "").replace("\n", "").split("~")
    accounted(bytes(data), [segment for segment in intact if segment.startswith("CLM*") and segment.split("*")[1]])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_a_file_that_breaks_off_loses_no_claim_without_a_word(seed: int) -> None:
    data = x12.written(WHOLE)
    left = data[: Random(seed).randrange(len(data))]
    accounted(left, [one.strip() for one in left.decode().split("~") if one.strip().count("*") > 1])


@given(st.binary(max_size=400))
def test_any_bytes_behind_a_header_end_in_a_report(junk: bytes) -> None:
    good, faults = read(x12.HEADER.encode() + b"~" + junk)
    assert good == []
    assert faults


@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_report(junk: bytes) -> None:
    good, faults = read(junk)
    assert good == []
    assert faults or junk.strip().startswith(b"[")


def test_a_lost_hl_gives_no_claim_to_the_wrong_patient() -> None:
    for at, segment in enumerate(WHOLE):
        if not segment.startswith("HL*"):
            continue
        good, _ = read(x12.written(WHOLE[:at] + WHOLE[at + 1 :]))
        whole, _ = read(x12.written(WHOLE))
        right = {one.claim.claim_id: one.claim for one in whole}
        for one in good:
            if len(one.claim.lines) == 2:
                assert one.claim == right[one.claim.claim_id]


TAGS = [
    "HL", "SBR", "PAT", "NM1", "N3", "N4", "DMG", "PRV", "REF", "CLM", "DTP", "CL1", "PWK", "AMT", "NTE", "CR1", "CRC",
    "HI", "OI", "CAS", "LX", "SV1", "SV2", "SV3", "TOO", "LIN", "CTP", "SVD", "LQ", "K3", "MOA", "BHT", "ST", "SE",
]  # fmt: skip
VALUES = [
    "", "1", "2", "18", "20", "22", "23", "85", "IL", "PR", "QC", "82", "77", "DN", "472", "434", "435", "096", "573",
    "D8", "RD8", "TM", "20260615", "20260615-20260616", "2026", "-", "A", "Y", "N", "07", "11:B:1", "::", ":",
    "HC:99213:25", "ABK:E119", "BH:11:D8:20260101", "BE:80:::x", "BBR:0QS634Z:D8:bad", "G1", "6R", "F8", "EAF", "D",
    "N4", "1e9", "NaN", "-5", "1.5", "99999999999999999999", " ", "é", "\x00", "JP", "XX", "1234567893", "M:O:D",
    "1:2:x", "CO", "45",
]  # fmt: skip

any_segment = st.builds(
    lambda tag, parts: "*".join([tag, *parts]), st.sampled_from(TAGS), st.lists(st.sampled_from(VALUES), max_size=22)
)


@settings(max_examples=300, deadline=None)
@given(st.lists(any_segment, max_size=25), st.sampled_from(["005010X222A1", "005010X223A2", "005010X224A2"]))
def test_any_segments_in_a_claim_end_in_a_claim_or_a_report(strange: list[str], guide: str) -> None:
    body = [*x12.BILLING, *x12.SUBSCRIBER, *x12.CLAIM[:5], *strange, *x12.CLAIM[5:]]
    data = x12.written(x12.interchange(x12.transaction(body, guide=guide), guide=guide))
    good, faults = read(data)
    assert "A1" in [one.claim.claim_id for one in good] + [fault.claim_id for fault in faults]
    for one in good:
        [again] = claims.read_stream([claims.encode(one.claim)], "again.json")
        assert isinstance(again, claims.Sourced), again
        assert again.claim == one.claim
        for field in ("/lines/0/charge", "/lines/1/service_date", "/diagnoses/1/code", "/patient/birth_date"):
            assert one.origin.place(field) is not None


@settings(max_examples=150, deadline=None)
@given(st.lists(any_segment, max_size=40))
def test_any_segments_in_a_transaction_end_in_a_report(strange: list[str]) -> None:
    data = x12.written(x12.interchange(x12.transaction(strange)))
    good, faults = read(data)
    assert len(good) + len(faults) >= sum(one.startswith("CLM*") for one in strange)
