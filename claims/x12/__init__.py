"""X12: interchanges into segments, and segments into claims (837) and answers (835)."""
