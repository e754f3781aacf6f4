"""The 837 implementation guides as tables (``*.csv``), and what a claim's own segments say against them.

``table`` reads them, ``pattern`` makes expressions of them that a right segment matches, ``walk`` goes along a claim's
segments once for the three rules that ask, ``order`` and ``elements`` say what is wrong where something is.
"""
