"""Small 835 files, written in their own notation: the envelope is added, the rest stands in the test."""

from __future__ import annotations

ISA = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*OFFICE         *260301*0200*^*00501*000000001*0*P*:~"
HEADER = """\
BPR*I*{payment}*C*ACH*CCP*01*021000021*DA*1*1512345678**01*044000037*DA*2*{day}~
TRN*1*T1*1512345678~
DTM*405*{day}~
N1*PR*ATLAS~
REF*2U*{payer}~
N1*PE*PATEL GROUP*XX*{payee}~
REF*TJ*622227841~
LX*1~
"""


def transaction(body: str, *, day: str = "20260301", payer: str = "76848", payee: str = "2058454895") -> str:
    """One ST to SE around the segments of ``body``; the payment is what its claims were paid less its PLB."""
    payment = 0.0
    for segment in body.replace("\n", "").split("~"):
        elements = segment.split("*")
        if elements[0] == "CLP" and elements[2] != "25":
            payment += float(elements[4])
        if elements[0] == "PLB":
            payment -= sum(map(float, elements[4::2]))
    inside = HEADER.format(payment=f"{payment:.2f}", day=day, payer=payer, payee=payee) + body
    return f"ST*835*0001~\n{inside}SE*{inside.count('~') + 2}*0001~\n"


def interchange(*transactions: str) -> str:
    """ISA to IEA around transactions."""
    return "".join(
        [
            ISA + "\nGS*HP*PAYER*OFFICE*20260301*0200*1*X*005010X221A1~\n",
            *transactions,
            f"GE*{len(transactions)}*1~\nIEA*1*000000001~\n",
        ]
    )
