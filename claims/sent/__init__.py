"""What was sent before: duplicates, services, a patient's visits, stays and surgeries. Shared by rules and features.

No name and no member number is kept: a patient is a keyed digest, whose key stays in the office. The office's own
claim numbers are kept, since a biller must find the earlier claim; so the file belongs beside the office's claims.
"""

from claims.sent.before import SentBefore
from claims.sent.found import Earlier, Services, Stay, Visits
from claims.sent.lines import SentLine

__all__ = ["Earlier", "SentBefore", "SentLine", "Services", "Stay", "Visits"]
