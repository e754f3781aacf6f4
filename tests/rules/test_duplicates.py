"""A claim against what was sent before, and against what is known of its answers."""

from datetime import date

import msgspec

from claims.answer import Outcome
from claims.claim import Claim
from claims.sent import SentBefore
from rules import Context, RuleSet
from rules.keeping.cases import base_claim


def answer_to_a_denied_claim_sent_again(filing_indicator: str) -> str:
    first = base_claim("professional")
    payer = msgspec.structs.replace(first.payer, id="PAYER", filing_indicator=filing_indicator)
    first = msgspec.structs.replace(first, payer=payer, claim_id="FIRST", submission_date=date(2026, 2, 3))
    again = msgspec.structs.replace(first, claim_id="AGAIN", submission_date=date(2026, 3, 20))
    sent = SentBefore(b"test")
    sent.add(first, date(2026, 2, 3))
    sent.answered(denial_of(first))
    return RuleSet.load().check(again, Context(date(2026, 3, 20), sent)).answers["exact-duplicate"]


def denial_of(claim: Claim) -> Outcome:
    return Outcome(
        claim_id=claim.claim_id,
        billing_npi=claim.billing_provider.npi,
        payer_id=claim.payer.id,
        submitted=claim.submission_date,
        answered=date(2026, 3, 1),
        denied=True,
    )


def test_medicare_takes_a_denied_claim_again_as_a_first_one():
    assert answer_to_a_denied_claim_sent_again("MB") == "pass"


def test_a_payer_that_takes_replacements_does_not():
    assert answer_to_a_denied_claim_sent_again("CI") == "fail"
