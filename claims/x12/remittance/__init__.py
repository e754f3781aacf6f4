"""The 835 (005010X221A1): the segments of one transaction into a ``Remittance``."""
