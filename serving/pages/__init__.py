"""The worklist page: what billing staff see of their batches. HTML, made on the server.

Nothing of it is loaded before somebody asks for a page; see :mod:`serving.pages.door`.
"""
