"""Clean outpatient claims of rarer kinds: observation, blood, trauma, emergencies, programs, trials."""

from __future__ import annotations

from benchmarks.planted.changes import after, before, put
from benchmarks.planted.clean.hospital import GUIDE, outpatient
from benchmarks.planted.interchange import Clean

VISIT = "0450*HC:99283:25*640*UN*1"
DIAGNOSES = "HI*APR:R079"

OBSERVED = Clean("observation for a day", GUIDE, outpatient("0762*HC:G0379*120*UN*1", "0762*HC:G0378*900*UN*20"))
TWO_VISITS = Clean(
    "two visits of one day to the emergency room",
    GUIDE,
    tuple(after(DIAGNOSES, "HI*BG:G0")(outpatient(VISIT, "0450*HC:99283:25:27*600*UN*1"))),
)
TRANSFUSED = Clean(
    "transfusion with its blood",
    GUIDE,
    outpatient("0391*HC:36430*210*UN*1", "0390*HC:P9016*400*UN*2", reported=("HI*ABK:D649",)),
)
PROGRAM = Clean(
    "day of partial hospitalization",
    GUIDE,
    tuple(after("HI*ABK", "HI*BG:41")(outpatient("0915*HC:G0410*210*UN*4", reported=("HI*ABK:F332",)))),
)
TRIAL = Clean(
    "test in a clinical trial",
    GUIDE,
    tuple(
        before("HI*ABK", "REF*P4*01234567")(
            put("HI*ABF", "HI*ABF:Z006", "HI*BG:30")(
                outpatient("0320*HC:71046*210*UN*1", reported=("HI*ABK:C3490", "HI*ABF:Z006"))
            )
        )
    ),
)
TRAUMA = Clean(
    "trauma team called to a patient in critical care",
    GUIDE,
    outpatient("0682*HC:G0390*3000*UN*1", "0450*HC:99291*1400*UN*1", reported=("HI*ABK:S270XXA", "HI*APR:R0600")),
)
LOST = Clean(
    "emergency operation on a patient who died before admission",
    GUIDE,
    tuple(
        put("CL1", "CL1*1*1*20")(
            before("NM1*71", "HI*BH:55:D8:20260120")(
                outpatient("0361*HC:33533:CA*9000*UN*1", reported=("HI*ABK:I2109", "HI*APR:R079"))
            )
        )
    ),
)
